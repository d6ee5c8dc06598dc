#ifndef PLOG_LEDGER_ANCHOR_FREED_H_
#define PLOG_LEDGER_ANCHOR_FREED_H_

namespace plog {

// A deleter for what a C library frees with a function of its own:
//   std::unique_ptr<BIO, Freed<BIO_free_all>>
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_FREED_H_
