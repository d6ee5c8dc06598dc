#ifndef PLOG_CLI_COMMANDS_COMMANDS_H_
#define PLOG_CLI_COMMANDS_COMMANDS_H_

#include <memory>

#include "cli/command.h"

namespace plog {

// One maker per row of the table.
std::unique_ptr<Command> MakeIngest();
std::unique_ptr<Command> MakeHook();
std::unique_ptr<Command> MakeMapTest();
std::unique_ptr<Command> MakeMapTypes();
std::unique_ptr<Command> MakeVerify();
std::unique_ptr<Command> MakePolicyCheck();
std::unique_ptr<Command> MakePolicyReplay();
std::unique_ptr<Command> MakePolicyScan();
std::unique_ptr<Command> MakePolicyTest();
std::unique_ptr<Command> MakePolicyLint();
std::unique_ptr<Command> MakePolicyExplain();
std::unique_ptr<Command> MakePolicyDiff();
std::unique_ptr<Command> MakePolicyList();
std::unique_ptr<Command> MakePolicyShow();
std::unique_ptr<Command> MakePolicyTypes();
std::unique_ptr<Command> MakePolicySchema();
std::unique_ptr<Command> MakePolicyInit();
std::unique_ptr<Command> MakeReview();
std::unique_ptr<Command> MakeLog();
std::unique_ptr<Command> MakeAgents();
std::unique_ptr<Command> MakeSessions();
std::unique_ptr<Command> MakeStats();
std::unique_ptr<Command> MakeKeyGenerate();
std::unique_ptr<Command> MakeKeyShow();
std::unique_ptr<Command> MakeCheckpoint();
std::unique_ptr<Command> MakeProofInclusion();
std::unique_ptr<Command> MakeProofConsistency();
std::unique_ptr<Command> MakeProofVerify();
std::unique_ptr<Command> MakeReportSchema();
std::unique_ptr<Command> MakeReportRender();
std::unique_ptr<Command> MakeReportVerify();
std::unique_ptr<Command> MakeReportChain();
std::unique_ptr<Command> MakeWaiverAdd();
std::unique_ptr<Command> MakeWaiverList();
std::unique_ptr<Command> MakeExport();
std::unique_ptr<Command> MakeVerifyExport();
std::unique_ptr<Command> MakeTimestampRequest();
std::unique_ptr<Command> MakeTimestampAttach();
std::unique_ptr<Command> MakeTimestampVerify();
std::unique_ptr<Command> MakeProfileDetect();
std::unique_ptr<Command> MakeProfileSet();
std::unique_ptr<Command> MakeDoctor();
std::unique_ptr<Command> MakeConfigShow();
std::unique_ptr<Command> MakeCompletion();
std::unique_ptr<Command> MakeHelp();
std::unique_ptr<Command> MakeVersion();

}  // namespace plog

#endif  // PLOG_CLI_COMMANDS_COMMANDS_H_
