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
                        "the interrupted recording as it was found: it has no seal, and is included for comparison",
                        "its seal: {}",
                        "the same sound as {}, for listening. It proves nothing; only the sealed files do",
                        "both tracks of the call as {}, for listening: near on the left, far on the right.\n"
                        "   It proves nothing; only the sealed files do",
                        "a report on the recording",
                        "the list of all recordings of this person, each entry signed and chained",
                        "Each sealed folder has its own how-to-verify.txt, which says more. Open a terminal\n"
                        "(bash) in this folder, and copy or type the indented lines exactly as shown.\n"
                        "Debian, Ubuntu: sudo apt install coreutils flac openssl;\n"
                        "macOS: brew install coreutils flac openssl (type gdate instead of date).\n"
                        "\n"
                        "These lines check that every file is as it was sealed, and print the seal. Every\n"
                        "line that they print must end in OK, except the last. Compare that one with the\n"
                        "seal above, and with any that was written down elsewhere.\n",
                        "Signature: this must print \"Signature Verified Successfully\".\n",
                        "For an excerpt, and for what is left of a recording, this is the signature of the\n"
                        "whole recording. The how-to-verify.txt in its folder says how to see who made it.\n",
                        "Time stamp: this must print \"Verification: OK\".\n",
                        "Windows: open PowerShell in one of the sealed folders. Each line must begin with\n"
                        "OK; the last line is the seal. Open a zip file that has a password with 7-Zip. You\n"
                        "can play the sound in any FLAC player, such as VLC.\n",
                        "When this was made, the ledger of this person's recordings ended with a line that\n"
                        "has the hash below. Keep it: if a ledger that is shown later does not contain this\n"
                        "line, that ledger was made anew.\n"
                        "\n"
                        "  {}\n"};

constexpr Words dutch{
    "WAT U HEBT GEKREGEN, EN HOE U HET CONTROLEERT",
    "Gemaakt {}. In deze map:",
    &ExportedBag::dutch,
    "de onderbroken opname zoals die is gevonden: zonder zegel, bijgevoegd om te vergelijken",
    "zegel: {}",
    "hetzelfde geluid als {}, om te beluisteren. Het bewijst niets: dat doen alleen de verzegelde bestanden",
    "beide sporen van het gesprek als {}, om te beluisteren: links near, rechts far.\n"
    "   Het bewijst niets: dat doen alleen de verzegelde bestanden",
    "een rapport over de opname",
    "de lijst van alle opnamen van deze persoon, elke regel ondertekend en geketend",
    "Elke verzegelde map heeft een eigen how-to-verify.txt, waarin meer staat. Open een\n"
    "terminal (bash) in deze map, en kopieer of typ de ingesprongen regels precies zoals\n"
    "ze er staan. Debian, Ubuntu: sudo apt install coreutils flac openssl;\n"
    "macOS: brew install coreutils flac openssl (typ gdate in plaats van date).\n"
    "\n"
    "Deze regels controleren of elk bestand is zoals het is verzegeld, en tonen het\n"
    "zegel. Elke regel die ze tonen, moet eindigen op OK, behalve de laatste. Vergelijk\n"
    "die met het zegel hierboven, en met elk zegel dat elders is opgeschreven.\n",
    "Handtekening: dit moet \"Signature Verified Successfully\" melden.\n",
    "Bij een fragment, en bij wat er van een opname over is, is dit de handtekening van de\n"
    "hele opname. In de how-to-verify.txt in de map staat hoe u ziet wie het heeft gemaakt.\n",
    "Tijdstempel: dit moet \"Verification: OK\" melden.\n",
    "Windows: open PowerShell in een van de verzegelde mappen. Elke regel moet met OK\n"
    "beginnen; de laatste regel is het zegel. Open een zip met een wachtwoord met 7-Zip.\n"
    "U kunt het geluid afspelen in elke FLAC-speler, zoals VLC.\n",
    "Toen dit werd gemaakt, eindigde het register van de opnamen van deze persoon met een\n"
    "regel die de hash hieronder heeft. Bewaar die: als die regel ontbreekt in een register\n"
    "dat later wordt getoond, is dat register opnieuw gemaakt.\n"
    "\n"
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
