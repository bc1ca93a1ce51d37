// SPDX-License-Identifier: MIT
//
// What `verify` answers of several bags. For people: a line for each as soon as it is checked, the ledger's line, a
// total; then all details of those that failed, or of all. For scripts: one document, written as it comes, so that an
// archive of thousands is never in memory whole; it is no JSON until finish(). One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "terminal/exit_code.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

struct VerifyAnswer {
  bool json = false;
  bool details = false;  ///< of those that passed, too
};

/// What a bag is called in its line.
struct NameInLine {
  std::string name;
  bool is_in_bin = false;  ///< of a recording that was deleted, and can be brought back
};

/// Two bags of one recording that are not the same.
struct Twins {
  std::string recording;  ///< UUID
  std::string first;      ///< what it is called in its line
  std::string first_seal;
  std::string second;
  std::string second_seal;
};

class VerifyResults {
 public:
  explicit VerifyResults(VerifyAnswer answer) : answer_(answer) {}

  /// `required`: of this bag.
  void add(const NameInLine& name, Verification found, const Requirements& required);
  /// One that could not be looked at; the others still are.
  void add(const NameInLine& name, const std::string& path, const Error& error);
  /// Neither is shown to be altered, and both can't be what was recorded: a finding of its own.
  void add_twins(Twins twins);
  /// What the ledger of the archive says of all of them.
  void add(LedgerVerification found);

  terminal::ExitCode finish();

 private:
  struct Detailed {
    Verification found;
    Requirements required;
  };
  struct Count {
    std::size_t all = 0;
    std::size_t altered = 0;
    std::size_t not_sealed = 0;
    std::size_t not_checked = 0;
    std::size_t unconfirmed = 0;
  };

  json::Writer& recordings();
  void add_line(const NameInLine& name, const Verification& found, terminal::ExitCode code);
  void count(const Verification& found, terminal::ExitCode code);
  [[nodiscard]] std::string total() const;
  void print_rest();
  void print_advice() const;

  VerifyAnswer answer_;
  terminal::ExitCode code_ = terminal::ExitCode::done;
  Count count_;
  std::optional<terminal::JsonStream> document_;  // from the first bag on
  json::Value ledger_document_;
  std::vector<Twins> twins_;
  std::vector<LedgerVerification> ledger_;  // one at the most
  std::vector<Detailed> detailed_;
  std::vector<std::string> litter_;  // files that are all that is wrong with their bags
  bool has_hidden_details_ = false;
};

}  // namespace earwitness::results
