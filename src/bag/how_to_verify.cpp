// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

#include <algorithm>
#include <array>

#include "bag/layout.hpp"

namespace earwitness::bag {

namespace {

/// Which bags a version wrote a text into.
enum class WrittenFor {
  any,
  sound,
  recording,
  import,
  import_alone,
  excerpt,
  remainder,
  journal_alone,
  transcript,
  salted_recording,
  salted_import,
  salted_excerpt,
  salted_remainder
};

struct KnownText {
  std::string_view sha256;
  WrittenFor bags;
};

/// In the order in which they came to be.
constexpr std::array known_texts{
    KnownText{"0a8024de84c875d02d0439026048aac6096ac08b21b17637501bf470ebdb76ed", WrittenFor::any},
    KnownText{"30089021673f287cfe48874e0d3deffa78f14ef7eeabee438764f268a78a93cc", WrittenFor::any},
    KnownText{"1e2365c4d2e63926f268cfd94b36e76e5dbec49b84997a7fe9f31d773b652ca1", WrittenFor::any},
    KnownText{"d184d48328ea598455f32362152c5e469e802963fc35630ff717ba52e816c75e", WrittenFor::any},
    KnownText{"94a056e25f5e59a5a29829cac0ebd76a5a655f16a6ba19dff515901e558c0591", WrittenFor::sound},
    KnownText{"f36b33195700de183e8d65eea78937b19c0f3aa112d0c26c9e80b457d3bd74ee", WrittenFor::journal_alone},
    KnownText{"ba93b4059b0cba86d1664ed7aa13492240f18103f53585b122bac9e408e70559", WrittenFor::transcript},
    KnownText{"72e650843fb73db39e1bc72981250524828d292fc99963c6ed873e6334f07d49", WrittenFor::excerpt},
    KnownText{"a38b9cf0d4fa137603a8ced16b3dbfe828583a5387e3de641413f4c4e86f01af", WrittenFor::recording},
    KnownText{"6d3af55f5bb2e1464db5cddce52bde9b27feced697ca8fc2b8f17ccc15996810", WrittenFor::journal_alone},
    KnownText{"2c0b338a1756043b359954506b1149e63eb7981797ab44ad0637aa1df82bd3ae", WrittenFor::transcript},
    KnownText{"84cfbf11f722ad48fe5ba1abd7aa17ac47f20cbf6e77aab31067a35038d27b90", WrittenFor::excerpt},
    KnownText{"5c381e393ca5c12b86c18a842648daa7b9512ca3e3c61a7da198fa9d1edcaa1e", WrittenFor::import},
    KnownText{"a63e05bc633ee2a3540706ad3cffdcd4a657f00dc6016c4f5ba09893a8bfe7d4", WrittenFor::import_alone},
    KnownText{"d30a8af5420d236279d83427adc127146810b270634d35ef8e192bd02424e940", WrittenFor::recording},
    KnownText{"269439b3f8f8914928999f16f2472be2f1dd83d45b7647f9e5f7dfec828ae7c8", WrittenFor::journal_alone},
    KnownText{"6475ef03aad20f763a42919c9bfee5bb6ba8afc56f29502708a16d56fd289dbf", WrittenFor::transcript},
    KnownText{"1413961742e6c7c9e4eca14eb714eadfd7b6a7de92cde3ef372a25d6e65cbbfd", WrittenFor::excerpt},
    KnownText{"faeb75670ae88df69c2765e7ec76b272b5be35fe9d0d7a35e25168e6db7f3fd1", WrittenFor::import},
    KnownText{"106ba40f9d994871bb06e6c859c9f15bdd87f715c4b0777fbdc47cf8f8c816ce", WrittenFor::import_alone},
    KnownText{"f4418b0256c84e751df111a3aea0f7b6e71d48f62987b464604c08bdd0b0eba8", WrittenFor::remainder},
    KnownText{"a5f34554dafd5f9ea738552b7700b8267feb6545aed284999f7b51c85d2beb09", WrittenFor::salted_recording},
    KnownText{"d7a087b99a0d87287840674a6896d1e549eee9c1c838ca244a0472809fe6bf83", WrittenFor::salted_import},
    KnownText{"6ac92ac4056ec0e5138128318308e0494d670838fea876a1eff178af01adaf56", WrittenFor::salted_excerpt},
    KnownText{"b332cd564baa3629f4a9213c5b8b6c0efa0421b26e95f4149a822bc8e73f37ba", WrittenFor::salted_remainder},
    KnownText{"7d04a51039a33b63faee170f1f7157b431f96f6295ec87bad6a7c6c2aa7b9f48", WrittenFor::recording},
    KnownText{"b2b63df8d32d051be6be113ee458f4e32fa6e4fe7010a448de08efc90080f276", WrittenFor::journal_alone},
    KnownText{"a959bb54fdd9a2b87e9ec8258931eb59fa7d4b9fddf9d8972da6659a37f8eb93", WrittenFor::transcript},
    KnownText{"e8f92faf089dca8eb91786bcf474b65fbd8cf5710d1919398f0721b06e79735d", WrittenFor::excerpt},
    KnownText{"8dfda2c3fbb15a657007f6572e1b43f69c4684b9731e1af948b0539696af9480", WrittenFor::import},
    KnownText{"12ed667679b630fa2a145694e995f3becb62b1722dba2be7f4eb1d46b52b1c11", WrittenFor::import_alone},
    KnownText{"905ab2788b754750372b511924bd1d8fe43a823289a4aebadfc625478087ec4d", WrittenFor::remainder},
    KnownText{"6185f69938e9dc61ff2929973838529f88163ef467464c504f91eb68eedee4b8", WrittenFor::salted_recording},
    KnownText{"be03f2da1c0fd409695039828e62a356c37254d682ef837fc23a35351b06fc8f", WrittenFor::salted_import},
    KnownText{"c26fdfe08301232cc20c9bc3815a8ac20b5501acd2fcfd4a4519e635cfa97fbe", WrittenFor::salted_excerpt},
    KnownText{"e152623f8c871eba619a91c911267b4c4e84ea462c64a7bd58d319648eb8f4b7", WrittenFor::salted_remainder},
};

bool is_sound_salted(const HowToVerify& bag) noexcept { return bag.has_sound && bag.is_salted; }

bool is_written_for(WrittenFor bags, const HowToVerify& bag) noexcept {
  // What is typed to check salted seconds is another command.
  const bool is_of_salts = bags == WrittenFor::salted_recording || bags == WrittenFor::salted_import ||
                           bags == WrittenFor::salted_excerpt || bags == WrittenFor::salted_remainder;
  if (is_of_salts != is_sound_salted(bag)) return false;
  switch (bags) {
    case WrittenFor::salted_recording:
      return bag.has_journal && !bag.is_excerpt && !bag.is_import;
    case WrittenFor::salted_import:
      return bag.has_journal && !bag.is_excerpt && bag.is_import;
    case WrittenFor::salted_excerpt:
      return bag.has_journal && bag.is_excerpt && !bag.is_remainder;
    case WrittenFor::salted_remainder:
      return bag.has_journal && bag.is_remainder;
    case WrittenFor::any:
      return true;
    case WrittenFor::sound:
      return bag.has_sound && bag.has_journal;
    case WrittenFor::recording:
      return bag.has_sound && bag.has_journal && !bag.is_excerpt;  // that of an import has a sentence more
    case WrittenFor::import:
      return bag.has_sound && bag.is_import;
    case WrittenFor::import_alone:
      return !bag.has_sound && bag.is_import;
    case WrittenFor::excerpt:
      return bag.has_sound && bag.has_journal && bag.is_excerpt;
    case WrittenFor::remainder:
      return bag.has_sound && bag.has_journal && bag.is_excerpt && bag.is_remainder;
    case WrittenFor::journal_alone:
      return !bag.has_sound && bag.has_journal;
    case WrittenFor::transcript:
      return !bag.has_sound && !bag.has_journal;
  }
  return false;
}

bool is_for(char mark, const HowToVerify& bag) noexcept {
  switch (mark) {
    case 'S':
      return bag.has_sound;
    case 'Q':
      return is_sound_salted(bag);
    case 'V':
      return bag.has_sound && !bag.is_salted;
    case 'x':
      return bag.is_excerpt && !bag.is_remainder && !bag.is_salted;
    case 'y':
      return bag.is_excerpt && !bag.is_remainder && bag.is_salted;
    case 'r':
      return bag.is_remainder && !bag.is_salted;
    case 'q':
      return bag.is_remainder && bag.is_salted;
    case 'p':
      return bag.has_sound && !bag.is_excerpt && !bag.is_salted;
    case 'N':
      return !bag.has_sound;
    case 'J':
      return bag.has_journal;
    case 'T':
      return !bag.has_journal;
    case 'E':
      return bag.is_excerpt;
    case 'R':
      return bag.is_remainder;
    case 'X':
      return bag.is_excerpt && !bag.is_remainder;
    case 'O':
      return !bag.is_excerpt;
    case 'I':
      return bag.is_import;
    case 'D':
      return bag.is_import && bag.has_sound;
    case 'U':
      return bag.is_import && !bag.has_sound;
    case 'L':
      return bag.has_journal && !bag.is_excerpt && !bag.is_import;
    default:
      return bag.has_journal && !bag.has_sound;
  }
}

void append_lines(std::string& to, std::string_view text, const HowToVerify& bag) {
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n') + 1);
    text.remove_prefix(line.size());
    if (line.size() > 2 && line[1] == '|') {
      if (!is_for(line[0], bag)) continue;
      line.remove_prefix(2);
    }
    to += line;
  }
}

}  // namespace

HowToVerify how_to_verify_of(std::span<const std::string> paths, bool says_deleted) noexcept {
  HowToVerify bag{false, false, false, false, false, false};
  for (const auto& path : paths) {
    const auto role = role_of(path);
    if (role == FileRole::journal) bag.has_journal = true;
    if (role == FileRole::audio || role == FileRole::excerpt_audio) bag.has_sound = true;
    if (role == FileRole::excerpt) bag.is_excerpt = true;
    if (role == FileRole::imported) bag.is_import = true;
    if (role == FileRole::salts) bag.is_salted = true;
  }
  bag.is_remainder = bag.is_excerpt && says_deleted;
  return bag;
}

bool is_known_how_to_verify(std::string_view sha256, const HowToVerify& bag) noexcept {
  return std::any_of(known_texts.begin(), known_texts.end(),
                     [&](const KnownText& known) { return known.sha256 == sha256 && is_written_for(known.bags, bag); });
}

std::string how_to_verify(const HowToVerify& bag) {
  std::string text;
  append_lines(text, how_to_verify_english(), bag);
  append_lines(text, how_to_verify_dutch(), bag);
  return text;
}

}  // namespace earwitness::bag
