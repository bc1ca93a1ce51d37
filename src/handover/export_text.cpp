// SPDX-License-Identifier: MIT
#include "handover/export_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/recording_kind.hpp"

namespace earwitness::handover {

namespace {

/// The same in two languages.
struct Words {
  const char* title;
  const char* made;
  std::string ExportedBag::*what_it_is;
  const char* unsealed;
  const char* seal;
  const char* copy;
  const char* call_copy;
  const char* report;
  const char* ledger;
  const char* how;
  const char* sign;
  const char* sign_of_excerpt;
  const char* stamp;
  const char* windows;
  const char* head;
};

constexpr Words english{"WHAT YOU WERE GIVEN, AND HOW TO CHECK IT",
                        "Made {}. In this folder:",
                        &ExportedBag::english,
                        "the interrupted recording as it was found: it has no seal, and is here to compare",
                        "its seal: {}",
                        "the same sound as {}, to listen to. It proves nothing: the sealed files do",
                        "both tracks of the call as {}, to listen to: near on the left, far on the right.\n   It "
                        "proves nothing: the sealed files do",
                        "a report on the recording",
                        "the list of all recordings of this person, each entry signed and chained",
                        "Every sealed folder has its own how-to-verify.txt, which goes further. The lines\n"
                        "below that are indented are to be typed in a terminal (bash) in this folder, exactly\n"
                        "as shown. Debian, Ubuntu: sudo apt install coreutils flac openssl;\n"
                        "macOS: brew install coreutils flac openssl (type gdate for date).\n\n"
                        "All files as they were sealed, and the seal, to compare with the one above and\n"
                        "with any that was written down elsewhere: each line but the last says OK.\n",
                        "Signed: it must say \"Signature Verified Successfully\".\n",
                        "Of an excerpt, and of what is left of a recording, this is the signature of the whole\n"
                        "recording. Who made it, and wrote the name in it, its own how-to-verify.txt tells.\n",
                        "Time stamp: it must say \"Verification: OK\".\n",
                        "Windows: open PowerShell in one of the sealed folders. Each line must begin with OK,\n"
                        "and the last is the seal. A zip file with a password opens in 7-Zip. The sound\n"
                        "plays in any FLAC player, such as VLC.\n",
                        "The ledger of this person's recordings ended with this line's hash when this was\n"
                        "made. Keep it: a ledger that is shown later and does not hold it was made anew.\n\n"
                        "  {}\n"};

constexpr Words dutch{"WAT U HEBT GEKREGEN, EN HOE U HET CONTROLEERT",
                      "Gemaakt {}. In deze map:",
                      &ExportedBag::dutch,
                      "de onderbroken opname zoals gevonden: zonder zegel, hier om te vergelijken",
                      "zegel: {}",
                      "hetzelfde geluid als {}, om te beluisteren. Het bewijst niets: dat doen de verzegelde bestanden",
                      "beide sporen van het gesprek als {}, om te beluisteren: links near, rechts far.\n   Het bewijst "
                      "niets: dat doen de verzegelde bestanden",
                      "een rapport over de opname",
                      "de lijst van alle opnamen van deze persoon, elke regel ondertekend en geketend",
                      "Elke verzegelde map heeft een eigen how-to-verify.txt, dat verder gaat. De regels\n"
                      "hieronder die met vier spaties beginnen, typt u in een terminal (bash) in deze map,\n"
                      "zoals ze er staan. Debian, Ubuntu: sudo apt install coreutils flac openssl;\n"
                      "macOS: brew install coreutils flac openssl (typ gdate voor date).\n\n"
                      "Alle bestanden zoals ze verzegeld zijn, en het zegel, om te vergelijken met dat\n"
                      "hierboven en met elk dat elders is opgeschreven: elke regel behalve de laatste\n"
                      "meldt OK.\n",
                      "Ondertekend: dit moet \"Signature Verified Successfully\" melden.\n",
                      "Van een fragment, en van wat er van een opname over is, is dit de handtekening van de\n"
                      "hele opname. Wie het maakte, en de naam erin schreef, zegt zijn eigen how-to-verify.txt.\n",
                      "Tijdstempel: dit moet \"Verification: OK\" melden.\n",
                      "Windows: open PowerShell in een van de verzegelde mappen. Elke regel moet met OK\n"
                      "beginnen, en de laatste is het zegel. Een zip met een wachtwoord opent in 7-Zip.\n"
                      "Het geluid speelt in elke FLAC-speler, zoals VLC.\n",
                      "Het register van de opnamen van deze persoon eindigde met de hash van deze regel\n"
                      "toen dit gemaakt werd. Bewaar hem: een register dat later wordt getoond en hem\n"
                      "niet bevat, is opnieuw gemaakt.\n\n"
                      "  {}\n"};

constexpr const char* powershell =
    "    Get-Content manifest-sha256.txt, tagmanifest-sha256.txt | ForEach-Object { $hash, $name = $_ -split '  ', 2; "
    "if ((Get-FileHash -LiteralPath $name -Algorithm SHA256).Hash -eq $hash) { \"OK $name\" } else { \"CHANGED $name\" "
    "} }\n"
    "    (Get-FileHash -LiteralPath tagmanifest-sha256.txt -Algorithm SHA256).Hash.ToLower()\n";

std::string what_is(const ExportedBag& bag, const Words& words) {
  return bag.seal.empty() ? std::string(words.unsealed) : bag.*words.what_it_is;
}

std::string list(const ExportContents& contents, const Words& words) {
  std::string text;
  const auto add = [&](const std::string& name, const std::string& what) {
    text += fmt::format("  {}\n   {}\n", name, what);
  };
  for (const auto& bag : contents.bags) {
    add(bag.name + "/", what_is(bag, words));
    if (!bag.seal.empty()) text += fmt::format("   {}\n", fmt::format(fmt::runtime(words.seal), bag.seal));
  }
  if (!contents.listening_copy.empty()) {
    const auto* copy = contents.has_both_sides ? words.call_copy : words.copy;
    add("listening-copy/", fmt::format(fmt::runtime(copy), contents.listening_copy));
  }
  if (contents.has_report) add("report", words.report);
  if (contents.has_ledger) add("ledger.jsonl", words.ledger);
  return text;
}

std::string commands(const ExportContents& contents, const Words& words) {
  std::string check;
  std::string sign;
  std::string stamp;
  for (const auto& bag : contents.bags) {
    if (bag.seal.empty()) continue;
    check += fmt::format(
        "    (cd {} && sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt && {}sha256sum "
        "tagmanifest-sha256.txt)\n",
        bag.name, bag.has_sound ? "flac -t -s -w data/*.flac && " : "");
    const auto seal = bag.kind == recording_kind::excerpt ? bag.name + "/data/original" : bag.name;
    if (bag.is_signed) {
      sign += fmt::format(
          "    openssl pkeyutl -verify -pubin -inkey {0}/seal/public-key.pem -rawin -in {0}/tagmanifest-sha256.txt "
          "-sigfile {0}/seal/signature.ed25519\n",
          seal);
    }
    if (bag.is_stamped) {
      stamp += fmt::format(
          "    openssl ts -verify -attime \"$(date -d \"$(openssl ts -reply -in {0}/seal/timestamp-1.tsr -text | sed "
          "-n "
          "'s/^Time stamp: //p')\" +%s)\" -data {0}/seal/signature.ed25519 -in {0}/seal/timestamp-1.tsr -CAfile "
          "{0}/seal/timestamp-1.pem\n",
          seal);
    }
  }
  auto text = fmt::format("{}\n{}", words.how, check);
  const bool has_excerpt = std::any_of(contents.bags.begin(), contents.bags.end(), [](const ExportedBag& bag) {
    return bag.kind == recording_kind::excerpt && bag.is_signed;
  });
  if (!sign.empty()) text += fmt::format("\n{}{}\n{}", words.sign, has_excerpt ? words.sign_of_excerpt : "", sign);
  if (!stamp.empty()) text += fmt::format("\n{}\n{}", words.stamp, stamp);
  return text;
}

std::string in(const ExportContents& contents, const Words& words) {
  auto text =
      fmt::format("{}\n\n{}\n\n{}\n{}\n{}\n{}", words.title, fmt::format(fmt::runtime(words.made), contents.made),
                  list(contents, words), commands(contents, words), words.windows, powershell);
  if (!contents.ledger_head.empty()) {
    text += fmt::format("\n{}", fmt::format(fmt::runtime(words.head), contents.ledger_head));
  }
  return text;
}

}  // namespace

std::string export_text(const ExportContents& contents) {
  return fmt::format("{}\n\n{}", in(contents, english), in(contents, dutch));
}

}  // namespace earwitness::handover
