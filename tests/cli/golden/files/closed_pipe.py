"""closed_pipe.py COMMAND...: runs COMMAND with a stdout that nobody reads."""
import os
import signal
import subprocess
import sys

reader, writer = os.pipe()
os.close(reader)
# Python ignores SIGPIPE; a shell's children do not.
child = subprocess.run(
    sys.argv[1:], stdout=writer,
    preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
sys.exit(child.returncode if child.returncode >= 0 else 128 - child.returncode)
