"""hold_lock.py LEDGER COMMAND...: runs COMMAND while LEDGER is locked."""
import sqlite3
import subprocess
import sys

ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("BEGIN EXCLUSIVE")
status = subprocess.run(sys.argv[2:]).returncode
ledger.execute("ROLLBACK")
sys.exit(status)
