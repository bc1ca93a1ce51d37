// SPDX-License-Identifier: MIT
#include "archive/recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "archive/archive.hpp"
#include "archive/bin.hpp"
#include "archive/label.hpp"
#include "archive/name_match.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/parallel.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "flac/first_sound.hpp"
#include "journal/claims.hpp"
#include "journal/events.hpp"
#include "journal/heard_kind.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t names_shown = 5;
constexpr std::size_t items_a_core = 200;  // so many are described before a second core is worth it

/// A length that can be true: neither infinite nor no number at all.
std::optional<double> seconds_of(double value) {
  constexpr double longest = 1e9;
  if (!(value >= 0 && value <= longest)) return std::nullopt;
  return value;
}

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds_of(value);
}

double number_in(const json::Value& fields, const char* name) {
  const auto* number = fields.find(name);
  return number == nullptr ? 0 : number->as_double();
}

/// Of one that has tracks each has a rate of its own, and the longer one counts.
class LengthBySides {
 public:
  void open(const json::Value& fields) {
    rates_[{}] = number_in(fields, "sample_rate");
    const auto* tracks = fields.find("tracks");
    if (tracks == nullptr || !tracks->is_array()) return;
    for (const auto& track : tracks->elements())
      rates_[json::text_in(track, "track")] = number_in(track, "sample_rate");
  }
  void add(const std::string& track, double frames) { frames_[track] += frames; }
  [[nodiscard]] std::optional<double> seconds() const {
    std::optional<double> longest;
    for (const auto& [track, rate] : rates_) {
      if (rate <= 0) continue;
      const auto frames = frames_.find(track);
      longest = std::max(longest.value_or(0.0), frames == frames_.end() ? 0.0 : frames->second / rate);
    }
    return longest ? seconds_of(*longest) : std::nullopt;
  }

 private:
  std::map<std::string, double> rates_;  // by the journal's word; empty: the only track
  std::map<std::string, double> frames_;
};

/// When it began: the moment of its first frame, of a call of the track that began first; until there is one, of the
/// journal's first line.
class Began {
 public:
  void open(const journal::Line& line) { first_line_ = line.utc; }
  void file(const json::Value& fields) {
    const auto utc = base::parse_rfc3339(json::text_in(fields, "first_frame_utc"));
    if (!tracks_.insert(json::text_in(fields, "track")).second || !utc) return;
    if (!first_frame_ || *utc < *first_frame_) first_frame_ = utc;
  }
  [[nodiscard]] std::optional<UtcTime> utc() const { return first_frame_ ? first_frame_ : first_line_; }

 private:
  std::set<std::string> tracks_;  // whose first file was seen
  std::optional<UtcTime> first_line_;
  std::optional<UtcTime> first_frame_;
};

/// What is left of a recording says by its journal and its disclosed notes what a recording says in its bag-info.txt.
void describe_remainder(os::FileSystem& fs, const os::Path& bag, Item& item) {
  const auto excerpt =
      json::parse_object(os::read_all(fs, bag / bag::excerpt_path, limits::tag_file_bytes), json::document);
  if (!excerpt || !fs.status(bag / bag::journal_path)) return;
  LengthBySides length;
  Began began;
  std::optional<std::uint64_t> title;
  std::set<std::uint64_t> claims;
  bool is_import = false;
  std::optional<UtcTime> opened;
  const auto file = fs.open(bag / bag::journal_path);
  (void)journal::read(*file, [&](const journal::Line& line) {
    if (line.event == "open") {
      // As of an import itself: when it was imported is not when it began.
      is_import = json::text_in(line.fields, "kind") == recording_kind::imported;
      if (!is_import) began.open(line);
      opened = line.utc;
      length.open(line.fields);
    } else if (line.event == "file" && !is_import) {
      began.file(line.fields);
    } else if (line.event == "note" && !title && json::text_in(line.fields, "kind") == "title") {
      title = json::find_count(line.fields, "note");
    } else if (line.event == "note" && is_import && json::text_in(line.fields, "kind") == "claimed") {
      if (const auto number = json::find_count(line.fields, "note")) claims.insert(*number);
    }
  });
  if (began.utc()) item.started = began.utc();
  for (const auto& range : (*excerpt)["ranges"].elements()) {
    const auto track = bag::track_of(json::text_in(range, "file")).value_or(Track::only);
    length.add(track == Track::only ? std::string() : to_string(track), number_in(range, "frames"));
  }
  item.seconds = length.seconds();
  for (const auto& note : (*excerpt)["notes"].elements()) {
    const auto number = json::find_count(note, "note");
    if (!number) continue;
    if (number == title) item.title = json::text_in(note, "text");
    if (!claims.contains(*number)) continue;
    const auto text = json::text_in(note, "text");
    if (const auto claimed = journal::claimed_start(text)) item.started = base::parse_rfc3339(*claimed);
    if (const auto day = journal::claimed_day(text)) item.day = *day;
  }
  if (is_import && !item.started && item.day.empty()) item.imported = opened;
}

void describe_claims(std::string_view notes, Item& item) {
  while (!notes.empty()) {
    const auto end = notes.find('\n');
    const auto note = json::parse_object(notes.substr(0, end), json::journal_line);
    if (const auto day = note ? journal::claimed_day(json::text_in(*note, "text")) : std::nullopt) item.day = *day;
    notes.remove_prefix(end == std::string_view::npos ? notes.size() : end + 1);
  }
}

/// A side without sound has no file.
void describe_sides(os::FileSystem& fs, const os::Path& bag, std::uint64_t notes, Item& item) {
  item.sides = journal::heard_sides(*fs.open(bag / bag::journal_path), notes);
  const auto files = fs.list(bag / bag::payload_folder);
  for (std::size_t i = 0; i < item.sides.size(); ++i) {
    const auto track = i == 0 ? Track::near : Track::far;
    const bool has_file = std::any_of(files.begin(), files.end(), [&](const os::Entry& entry) {
      return entry.name.ends_with(".flac") &&
             bag::track_of(fmt::format("{}/{}", bag::payload_folder, entry.name)) == track;
    });
    if (!has_file) item.sides[i].clear();
  }
}

void describe_sealed(os::FileSystem& fs, const os::Path& bag, Item& item) {
  const auto info = bag::parse_info(os::read_all(fs, bag / bag::info_path, limits::tag_file_bytes));
  item.recording = bag::value_of(info, tags::identifier);
  item.title = bag::value_of(info, tags::title);
  item.started = base::parse_rfc3339(bag::value_of(info, tags::started));
  item.seconds = number(bag::value_of(info, tags::seconds));
  item.kind = bag::value_of(info, tags::kind);
  item.deleted = bag::value_of(info, tags::deleted);
  if (item.kind == recording_kind::excerpt) return describe_remainder(fs, bag, item);
  if (item.kind == recording_kind::imported && !item.started) {
    const auto opening = read_opening(fs, bag);
    if (opening) item.imported = base::parse_rfc3339(opening->imported);
  }
  if (!fs.status(bag / bag::notes_path)) return;  // no source was noted
  const auto notes = os::read_all(fs, bag / bag::notes_path, limits::tag_file_bytes);
  const auto lines = static_cast<std::uint64_t>(std::count(notes.begin(), notes.end(), '\n'));
  if (item.kind == recording_kind::imported) return describe_claims(notes, item);
  if (item.kind == recording_kind::call) return describe_sides(fs, bag, lines, item);
  item.kind = journal::heard_kind(*fs.open(bag / bag::journal_path), item.kind, lines);
}

void describe_unsealed(os::FileSystem& fs, const os::Path& bag, Item& item) {
  const auto path = bag / bag::journal_path;
  if (!fs.status(path)) return;
  const auto file = fs.open(path);
  LengthBySides length;
  Began began;
  (void)journal::read(*file, [&](const journal::Line& line) {
    const auto& fields = line.fields;
    if (line.event == "open") {
      began.open(line);
      length.open(fields);
    } else if (line.event == "file") {
      began.file(fields);
    } else if (line.event == "audio") {
      length.add(json::text_in(fields, "track"), number_in(fields, "frames"));
    }
  });
  item.started = began.utc();
  item.seconds = length.seconds();
}

/// What the journal says of a recording's sound.
struct ToldSound {
  std::optional<AudioFormat> format;
  bool is_on_disk = false;  ///< it speaks of a second only once that is there
};

ToldSound told_sound(os::FileSystem& fs, const os::Path& data) {
  ToldSound told;
  const auto path = data / os::Path(bag::name_in_payload(bag::journal_path));
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return told;
  const auto file = fs.open(path);
  (void)journal::read(*file, [&](const journal::Line& line) {
    if (line.event == "audio") told.is_on_disk = true;
    if (line.event != "open") return;
    json::Fields fields(line.fields);
    const auto open = journal::decode_open(fields);
    if (fields.missing().empty()) told.format = open.audio;
  });
  return told;
}

/// The beginning of a first frame is nothing to recover, nor is a header alone.
bool has_sound(os::FileSystem& fs, const os::Path& data) {
  const auto folder = fs.status(data);
  if (!folder || folder->kind != os::EntryKind::folder) return false;
  const auto told = told_sound(fs, data);
  const auto entries = fs.list(data);
  return std::any_of(entries.begin(), entries.end(), [&](const os::Entry& entry) {
    if (entry.kind != os::EntryKind::file || !entry.name.ends_with(".flac")) return false;
    return told.is_on_disk || flac::may_hold_sound(fs.open(data / entry.name), told.format);
  });
}

bool is_kind(os::FileSystem& fs, const os::Path& path, os::EntryKind kind) {
  const auto entry = fs.status(path);
  return entry && entry->kind == kind;
}

/// What lies in the place of a recording and is no folder, such as a link to one, is none.
bool has_bag(os::FileSystem& fs, const Conversation& conversation) {
  return is_kind(fs, conversation.bag(), os::EntryKind::folder);
}

bool is_recording(os::FileSystem& fs, const os::Path& folder) {
  return has_bag(fs, Conversation{folder}) || is_kind(fs, folder / bag::declaration_path, os::EntryKind::file);
}

/// Nothing where there is no recording. Of a sealed one as little as can be is looked at: there may be thousands.
std::optional<Item> describe(os::FileSystem& fs, const Conversation& conversation, const std::optional<Running>& now) {
  Item item;
  item.name = conversation.folder.filename().string();
  item.folder = conversation.folder;
  item.state = State::interrupted;
  try {
    if (!has_bag(fs, conversation)) return std::nullopt;
    item.state = is_sealed(fs, conversation.bag()) ? State::sealed : state_of(fs, conversation.folder, now);
    item.label = read_label(fs, conversation.folder);
    if (item.state == State::sealed) {
      describe_sealed(fs, conversation.bag(), item);
    } else if (item.state == State::recovered) {
      describe_sealed(fs, conversation.recovered(), item);
    } else {
      describe_unsealed(fs, conversation.bag(), item);
    }
  } catch (const std::exception&) {  // a list shows what is there; verify says what is wrong with it
  }
  return item;
}

}  // namespace

const char* to_string(State state) noexcept {
  switch (state) {
    case State::recording:
      return N_("recording");
    case State::sealed:
      return N_("sealed");
    case State::interrupted:
      return N_("interrupted");
    case State::recovered:
      return N_("recovered");
    case State::empty:
      return N_("empty");
  }
  return "";
}

State state_of(os::FileSystem& fs, const os::Path& folder, const std::optional<Running>& now) {
  const Conversation conversation{folder};
  if (is_sealed(fs, conversation.bag())) return State::sealed;
  if (now && os::Path(now->folder).filename() == folder.filename()) return State::recording;
  if (is_sealed(fs, conversation.recovered())) return State::recovered;
  return has_sound(fs, conversation.data()) ? State::interrupted : State::empty;
}

std::vector<std::string> interrupted(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return {};
  const auto now = running(root);
  std::vector<std::string> names;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || !has_bag(fs, Conversation{root / entry.name})) continue;
    if (state_of(fs, root / entry.name, now) == State::interrupted) names.push_back(entry.name);
  }
  std::reverse(names.begin(), names.end());
  return names;
}

bool is_start_without_sound(os::FileSystem& fs, const os::Path& conversation) {
  return begins_with_time(conversation.filename().string()) && holds_nothing_but_a_start(fs, conversation);
}

bool holds_nothing_but_a_start(os::FileSystem& fs, const os::Path& conversation) {
  const Conversation folders{conversation};
  const auto is_made_first = [&](const os::Path& folder, auto may_be_there) {
    const auto entries = fs.list(folder);
    return std::all_of(entries.begin(), entries.end(), may_be_there);
  };
  const auto is_folder_called = [](const os::Entry& entry, const char* folder) {
    return entry.kind == os::EntryKind::folder && entry.name == folder;
  };
  const bool is_begun =
      is_kind(fs, conversation, os::EntryKind::folder) && is_made_first(conversation, [&](const os::Entry& entry) {
        if (is_folder_called(entry, bag::recording_folder)) return true;
        return entry.kind == os::EntryKind::file &&
               (entry.name == folders.log().filename() || entry.name == folders.reserve().filename());
      });
  if (!is_begun) return false;
  if (!has_bag(fs, folders)) return fs.list(conversation).empty();
  if (!is_made_first(folders.bag(),
                     [&](const os::Entry& entry) { return is_folder_called(entry, bag::payload_folder); }))
    return false;
  if (!fs.status(folders.data())) return true;
  const bool is_known = is_made_first(folders.data(), [](const os::Entry& entry) {
    const auto role = bag::role_of(std::string(bag::payload_folder) + "/" + entry.name);
    return entry.kind == os::EntryKind::file &&
           (role == bag::FileRole::journal || role == bag::FileRole::levels || role == bag::FileRole::notes ||
            role == bag::FileRole::salts || role == bag::FileRole::audio);
  });
  return is_known && !has_sound(fs, folders.data());
}

std::vector<std::string> starts_without_sound(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return {};
  const auto entries = fs.list(root);
  const auto now = running(root);  // asked last: whoever begins from here on makes a folder that is not among these
  std::vector<std::string> names;
  for (const auto& entry : entries) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    if (now && (now->folder.empty() || os::Path(now->folder).filename() == entry.name)) continue;
    if (is_start_without_sound(fs, root / entry.name)) names.push_back(entry.name);
  }
  std::reverse(names.begin(), names.end());
  return names;
}

std::vector<Item> list(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return {};
  const auto now = running(root);
  const auto entries = fs.list(root);
  std::vector<Conversation> conversations;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    Conversation conversation{root / entry->name};
    if (entry->kind != os::EntryKind::folder || is_discarded(entry->name)) continue;
    if (conversations.size() >= limits::recordings) {
      throw Error(ErrorKind::unknown_format, root.string(),
                  tr("{} holds more than {} recordings", base::printable(root.string()), limits::recordings));
    }
    conversations.push_back(std::move(conversation));
  }
  std::vector<std::optional<Item>> described(conversations.size());
  base::on_all_cores(described.size(), items_a_core,
                     [&](std::size_t i) { described[i] = describe(fs, conversations[i], now); });
  std::vector<Item> items;
  for (auto& item : described) {
    if (item) items.push_back(std::move(*item));
  }
  return items;
}

std::vector<std::string> names(os::FileSystem& fs, const os::Path& root) {
  if (!fs.status(root)) return {};
  std::vector<std::string> found;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name) || base::printable(entry.name) != entry.name) {
      continue;
    }
    if (has_bag(fs, Conversation{root / entry.name})) found.push_back(entry.name);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

os::Path find(os::FileSystem& fs, const os::Path& root, const std::string& word) {
  const auto shown = base::printable(word);
  if (word.size() > limits::path_bytes || word.empty()) {
    throw Error(ErrorKind::not_found, {}, _("that is not the name of a recording"), Step::list_recordings);
  }
  if (fs.status(word)) {
    if (is_recording(fs, word)) return word;
    throw Error(ErrorKind::not_found, word, tr("{} is not a recording", shown), Step::list_recordings);
  }
  std::vector<std::string> fitting;
  if (word.find('/') == std::string::npos && fs.status(root)) {
    if (is_kind(fs, root / word, os::EntryKind::folder) && is_recording(fs, root / word)) return root / word;
    for (const auto& entry : fs.list(root)) {
      const bool fits = entry.kind == os::EntryKind::folder && !is_discarded(entry.name) && fits_name(entry.name, word);
      if (fits && is_recording(fs, root / entry.name)) fitting.push_back(entry.name);
    }
    fitting = meant_names(std::move(fitting), word);
  }
  if (fitting.size() == 1) return root / fitting.front();
  if (fitting.empty()) {
    if (const auto binned = find_in_bin(fs, root, word); !binned.empty()) {
      const auto name = base::printable(binned.front().name);
      throw Error(ErrorKind::not_found, word, tr("{} is in the bin", name), {Step::take_back_from_bin, name});
    }
    const auto place = base::printable(root.string());
    const auto meant = meant_word(word, names(fs, root));
    throw Error(ErrorKind::not_found, word,
                meant.empty() ? tr("there is no recording {} in {}", shown, place)
                              : tr("there is no recording {} in {}; did you mean {}?", shown, place, meant),
                Step::list_recordings);
  }
  std::string names;
  for (std::size_t i = 0; i < std::min(fitting.size(), names_shown); ++i) {
    names += (i == 0 ? "" : ", ") + base::printable(fitting[i]);
  }
  throw Error(ErrorKind::not_found, word, tr("{} recordings have {} in their name", fitting.size(), shown),
              tr("Type more of the name. It could be: {}", names));
}

}  // namespace earwitness::archive
