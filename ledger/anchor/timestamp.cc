#include "ledger/anchor/timestamp.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "ledger/anchor/freed.h"

namespace plog {
namespace {

using Request = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Freed<X509_ALGOR_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Context = std::unique_ptr<TS_VERIFY_CTX, Freed<TS_VERIFY_CTX_free>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr size_t kMaxDer = size_t{1} << 20;

// Allocation and encoding of values of our own making.
void Require(bool condition) {
  if (!condition) std::abort();
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

tl::unexpected<Error> Refused(const std::string& what) {
  // The newest entry is the general one; the first says why.
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return Fail(ErrorKind::kInput,
              reason == nullptr ? what : fmt::format("{}: {}", what, reason));
}

// All of `der` as one value, or null.
template <class T>
T* Decode(T* (*decode)(T**, const unsigned char**, long), void (*release)(T*),
          std::string_view der) {
  if (der.size() > kMaxDer) return nullptr;
  const unsigned char* at = Bytes(der);
  const unsigned char* end = at + der.size();
  T* value = decode(nullptr, &at, static_cast<long>(der.size()));
  if (value != nullptr && at != end) {
    release(value);
    value = nullptr;
  }
  return value;
}

Imprint MakeImprint(const Digest& digest) {
  Imprint imprint(TS_MSG_IMPRINT_new());
  Algorithm algorithm(X509_ALGOR_new());
  Require(imprint != nullptr && algorithm != nullptr);
  Require(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL,
                          nullptr) == 1);
  Require(TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1);
  Digest copy = digest;  // the function's parameter is not const
  Require(TS_MSG_IMPRINT_set_msg(imprint.get(), copy.data(),
                                 static_cast<int>(copy.size())) == 1);
  return imprint;
}

Instant TimeOf(const TS_TST_INFO* info) {
  std::tm time{};
  Require(ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &time) == 1);
  return {timegm(&time), 0};
}

std::string SerialOf(const TS_TST_INFO* info) {
  const Number number(
      ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), nullptr));
  if (!number) return "";
  char* text = BN_bn2hex(number.get());
  Require(text != nullptr);
  std::string serial(text);
  OPENSSL_free(text);
  std::transform(serial.begin(), serial.end(), serial.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return serial;
}

bool IsAbout(TS_TST_INFO* info, const Digest& digest) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  if (imprint == nullptr) return false;
  const X509_ALGOR* algorithm = TS_MSG_IMPRINT_get_algo(imprint);
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, algorithm);
  const ASN1_OCTET_STRING* hashed = TS_MSG_IMPRINT_get_msg(imprint);
  return OBJ_obj2nid(name) == NID_sha256 &&
         static_cast<size_t>(ASN1_STRING_length(hashed)) == digest.size() &&
         std::equal(digest.begin(), digest.end(),
                    ASN1_STRING_get0_data(hashed));
}

Result<Response> DecodeResponse(std::string_view der) {
  Response response(Decode(d2i_TS_RESP, TS_RESP_free, der));
  if (!response) return Refused("not an RFC 3161 response");
  // Without a token there is nothing but the authority's refusal.
  if (TS_RESP_get_tst_info(response.get()) == nullptr) {
    return Refused("the authority granted no time-stamp");
  }
  return response;
}

Result<Timestamp> ReadToken(TS_RESP* response, const Digest& digest) {
  TS_TST_INFO* info = TS_RESP_get_tst_info(response);
  if (!IsAbout(info, digest)) {
    return Refused("the time-stamp is about something else");
  }
  if (ASN1_TIME_check(TS_TST_INFO_get_time(info)) != 1) {
    return Refused("the time-stamp has no valid time");
  }
  return Timestamp{TimeOf(info), SerialOf(info), ""};
}

Result<Store> TrustOnly(std::string_view ca_pem, const Instant& at) {
  Store store(X509_STORE_new());
  const Bio bio(
      BIO_new_mem_buf(ca_pem.data(), static_cast<int>(ca_pem.size())));
  Require(store != nullptr && bio != nullptr);
  size_t certificates = 0;
  while (const Certificate one{
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    Require(X509_STORE_add_cert(store.get(), one.get()) == 1);
    ++certificates;
  }
  ERR_clear_error();  // the end of the file is reported as an error
  if (certificates == 0) {
    return Fail(ErrorKind::kUsage, "no certificate in PEM was found");
  }
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()),
                             static_cast<time_t>(at.seconds));
  return store;
}

// The name of whoever signed: the certificate that its token carries.
std::string SignerOf(TS_RESP* response) {
  PKCS7* token = TS_RESP_get_token(response);
  STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
  if (signers == nullptr) return "";
  std::string name;
  if (sk_X509_num(signers) > 0) {
    const Bio bio(BIO_new(BIO_s_mem()));
    Require(bio != nullptr);
    X509_NAME_print_ex(bio.get(),
                       X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                       XN_FLAG_RFC2253);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    name.assign(text, static_cast<size_t>(size));
  }
  sk_X509_free(signers);
  return name;
}

}  // namespace

std::string TimestampRequest(const Digest& digest, std::string_view nonce) {
  const Request request(TS_REQ_new());
  Require(request != nullptr);
  const Number number(
      BN_bin2bn(Bytes(nonce), static_cast<int>(nonce.size()), nullptr));
  const Integer integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
  Require(TS_REQ_set_version(request.get(), 1) == 1);
  Require(TS_REQ_set_msg_imprint(request.get(), MakeImprint(digest).get()) ==
          1);
  Require(TS_REQ_set_nonce(request.get(), integer.get()) == 1);
  Require(TS_REQ_set_cert_req(request.get(), 1) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_TS_REQ(request.get(), &der);
  Require(size > 0);
  std::string bytes(reinterpret_cast<const char*>(der),
                    static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

Result<Timestamp> ReadTimestamp(std::string_view response,
                                const Digest& digest) {
  const auto decoded = DecodeResponse(response);
  if (!decoded) return tl::make_unexpected(decoded.error());
  return ReadToken(decoded->get(), digest);
}

Status MatchTimestamp(std::string_view response, std::string_view request) {
  const auto decoded = DecodeResponse(response);
  if (!decoded) return tl::make_unexpected(decoded.error());
  const Request asked(Decode(d2i_TS_REQ, TS_REQ_free, request));
  if (!asked) return Refused("not an RFC 3161 request");
  const Context context(TS_REQ_to_TS_VERIFY_CTX(asked.get(), nullptr));
  Require(context != nullptr);
  unsigned flags = TS_VFY_VERSION | TS_VFY_IMPRINT;
  if (TS_REQ_get_nonce(asked.get()) != nullptr) flags |= TS_VFY_NONCE;
  TS_VERIFY_CTX_set_flags(context.get(), static_cast<int>(flags));
  if (TS_RESP_verify_response(context.get(), decoded->get()) != 1) {
    return Refused("the response answers another request");
  }
  return {};
}

Result<Timestamp> VerifyTimestamp(std::string_view response,
                                  const Digest& digest,
                                  std::string_view ca_pem) {
  const auto decoded = DecodeResponse(response);
  if (!decoded) return tl::make_unexpected(decoded.error());
  auto stamp = ReadToken(decoded->get(), digest);
  if (!stamp) return stamp;
  auto store = TrustOnly(ca_pem, stamp->time);
  if (!store) return tl::make_unexpected(store.error());
  const Context context(TS_VERIFY_CTX_new());
  Require(context != nullptr);
  TS_VERIFY_CTX_set_flags(context.get(),
                          TS_VFY_VERSION | TS_VFY_SIGNER | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(context.get(), store->release());
  if (TS_RESP_verify_response(context.get(), decoded->get()) != 1) {
    return Refused("the time-stamp does not verify");
  }
  stamp->authority = SignerOf(decoded->get());
  return stamp;
}

}  // namespace plog
