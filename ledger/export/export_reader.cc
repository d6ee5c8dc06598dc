#include "ledger/export/export_reader.h"

namespace plog {

ExportReader::ExportReader(const ReadBytesAt& bytes, const ExportHead& head,
                           size_t max_value)
    : events_(&bytes, head.events.begin, head.events.end, max_value),
      proofs_(&bytes, head.proofs.begin, head.proofs.end, max_value) {}

Result<bool> ExportReader::Next(ExportedEvent* out) {
  const auto text = events_.Next();
  if (!text) {
    if (Status done = Finish(); !done) return tl::make_unexpected(done.error());
    return false;
  }
  out->number = ++read_;
  out->text = *text;
  out->reject = event_parser_.Parse(*text, &out->event);
  const auto proof = proofs_.Next();
  if (!proofs_.status()) return tl::make_unexpected(proofs_.status().error());
  const bool parsed = proof && !proof_parser_.Parse(*proof, {}, &proof_);
  out->proof = parsed ? ReadExportProof(proof_.root()) : std::nullopt;
  return true;
}

Status ExportReader::Finish() {
  more_proofs_ = proofs_.Next().has_value();
  if (!events_.status()) return events_.status();
  if (!proofs_.status()) return proofs_.status();
  if (!events_.ok()) return NotAnExport("its events are not a JSON array");
  if (!more_proofs_ && !proofs_.ok()) {
    return NotAnExport("its proofs are not a JSON array");
  }
  return {};
}

}  // namespace plog
