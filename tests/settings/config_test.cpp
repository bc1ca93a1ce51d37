// SPDX-License-Identifier: MIT
#include "settings/config.hpp"

#include "base/limits.hpp"
#include "base/time.hpp"
#include "os/file_system.hpp"
#include "tests/catch.hpp"
#include "tests/contains.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::settings;
using test::contains;

namespace {

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(parse_config(text, "config.toml"));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.next().subject.find("--no-config") != std::string::npos);
    CHECK(error.next().subject.find("earwitness setup") != std::string::npos);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("config: every setting is read, with comments and blanks between") {
  const auto config = parse_config(
      "# a comment\n\n"
      "name = \"O'Brien, Zoë\"\r\n"
      "  statement_made=\"2026-11-23T14:30:05Z\"\n"
      "device = 'alsa_input.usb-0d8c_C-Media.mono'\n"
      "archive = \"~/rec\"\n"
      "rate = 44100 # of the device\nchannels = 2\nbits = 24\nmax = \"1h30m\"",
      "config.toml");
  CHECK(config.name == "O'Brien, Zoë");
  CHECK(config.statement_made == base::parse_rfc3339("2026-11-23T14:30:05Z"));
  CHECK(config.device == "alsa_input.usb-0d8c_C-Media.mono");
  CHECK(config.archive == "~/rec");
  CHECK(config.rate == 44100U);
  CHECK(config.channels == std::uint16_t{2});
  CHECK(config.bits == std::uint16_t{24});
  CHECK(config.max == std::chrono::minutes(90));
}

TEST_CASE("config: read leniently, what is sound counts and each other line is told with what it was about") {
  const auto read = settings::parse_config_leniently(
      "name = \"A. Name\"\ndevcie = \"mic\"\narchive = somewhere\nrate = 44100\nrate = 48000\n[x]\nmax = \"1h\"\n",
      "config.toml");
  CHECK(read.config.name == "A. Name");
  CHECK(read.config.rate == 44100);
  CHECK(read.config.max == std::chrono::hours(1));
  CHECK_FALSE(read.config.device.has_value());
  CHECK_FALSE(read.config.archive.has_value());
  REQUIRE(read.problems.size() == 4);
  CHECK(read.problems[0].setting == "device");
  CHECK(read.problems[0].sentence.find("config.toml, line 2") != std::string::npos);
  CHECK(read.problems[1].setting == "archive");
  CHECK(read.problems[2].setting == "rate");
}

TEST_CASE("config: an empty file sets nothing") { CHECK(parse_config("", "config.toml") == Config{}); }

TEST_CASE("config: what is written is read back as it was") {
  Config config;
  CHECK(parse_config(config_text(config), "config.toml") == config);
  config.name = "A. Name, born d'Hondt";
  config.statement_made = UtcTime{std::chrono::nanoseconds{1'700'000'000'123'456'789}};
  config.device = "room.monitor";
  config.archive = "/a folder/with blanks";
  config.rate = 48000;
  config.channels = std::uint16_t{1};
  config.bits = std::uint16_t{16};
  config.max = std::chrono::hours(2);
  CHECK(parse_config(config_text(config), "config.toml") == config);
}

TEST_CASE("config: time stamps are set, and read back as they were") {
  const auto config = parse_config(
      "stamps = \"during\"\ntsa = \"https://tsa.example/a?b=c\"\ntsa2 = \"http://127.0.0.1:80/\"\n"
      "stamp_every = \"10m\"\ntsa_roots = \"~/roots.pem\"",
      "config.toml");
  CHECK(config.stamps == session::Stamps::during);
  CHECK(config.tsa == "https://tsa.example/a?b=c");
  CHECK(config.tsa2 == "http://127.0.0.1:80/");
  CHECK_FALSE(config.tsa3.has_value());
  CHECK(config.stamp_every == std::chrono::minutes(10));
  CHECK(config.tsa_roots == "~/roots.pem");
  CHECK(parse_config(config_text(config), "config.toml") == config);
}

TEST_CASE("config: time stamps come from web addresses without a name or password in them, and at known times") {
  for (const char* line :
       {"stamps = \"sometimes\"", "stamps = during", "tsa = \"ftp://tsa.example\"", "tsa = \"file:///etc/passwd\"",
        "tsa = \"http://user:secret@tsa.example/\"", "tsa = \"https://\"", "tsa = \"http://tsa.example/a b\"",
        "stamp_every = \"10s\"", "tsa_roots = \"roots.pem\""}) {
    CHECK(contains(refusal(line), "must be"));
  }
}

TEST_CASE("config: what stands in quotes is text, whatever a comment looks like") {
  Config config;
  config.name = "A. Name #2";
  config.device = "room, number=1 [x]";
  CHECK(parse_config(config_text(config), "config.toml") == config);
  CHECK(parse_config("name = \"a\" # \"b\"", "config.toml").name == "a");
}

TEST_CASE("config: lines that earlier versions took and that are no TOML go on working") {
  CHECK(parse_config("rate = 048000", "config.toml").rate == 48000U);
  CHECK(parse_config("rate = 48000,", "config.toml").rate == 48000U);
  CHECK(parse_config("rate = 48000 # caf\xe9 \x01", "config.toml").rate == 48000U);
  CHECK(parse_config("name = 'O'Brien' # who", "config.toml").name == "O'Brien");
  for (const auto* text :
       {"name = 'a' 'b'", "name = 'a','b'", "name = 'd'Hondt, J'", "name = '", "rate = 48000 ; x", "rate = = 48000"}) {
    INFO(text);
    CHECK(contains(refusal(text), "must be"));
  }
}

TEST_CASE("config: a value that could not be read back is not written") {
  for (const auto* name : {"a\"b", "a\\b", "a\nb", "", "a\x1b[31m", "\xff"}) {
    Config config;
    config.name = name;
    CHECK_THROWS_AS(config_text(config), Error);
  }
}

TEST_CASE("config: nonsense is refused with its file, its line and its key") {
  CHECK(contains(refusal("name = \"a\"\nnonsense\n"), "config.toml, line 2"));
  CHECK(contains(refusal("x"), "line 1"));
  CHECK(contains(refusal("\n\nnmae = \"a\""), "line 3: there is no setting nmae; did you mean name?"));
  CHECK(contains(refusal("rate = \"fast\""), "rate must be"));
  CHECK(contains(refusal("max = \"soon\""), "max must be"));
  CHECK(contains(refusal("bits = 20"), "bits must be 16 or 24"));
  CHECK(contains(refusal("rate = 1\nrate = 2"), "rate must be"));
  CHECK(contains(refusal("bits = 16\nbits = 16"), "line 2: bits is set twice"));
}

TEST_CASE("config: values of another type or beyond their limits are refused") {
  for (const auto* text : {"name = 5",
                           "name = true",
                           "name = [\"a\", \"b\"]",
                           "name = \"a\" \"b\"",
                           "name = \"\"",
                           "name = ",
                           "name =",
                           "name = \"a",
                           "name = \"\"\"a\"\"\"",
                           "name = \"a\x1b[31mb\"",
                           "name = \"a\xff\"",
                           "name = \"a\\nb\"",
                           "name",
                           "[section]",
                           "[name]\nx = 1",
                           "a.name = \"b\"",
                           "name.a = \"b\"",
                           "rate = \"48000\"",
                           "rate = 7999",
                           "rate = 192001",
                           "rate = 48000.0",
                           "rate = 0x10000",
                           "rate = -48000",
                           "rate = 99999999999999999999",
                           "rate = 48000 44100",
                           "rate = {a = 1}",
                           "channels = 0",
                           "channels = 9",
                           "bits = 65552",
                           "bits = 17",
                           "max = 7200",
                           "max = \"0s\"",
                           "max = \"-1h\"",
                           "archive = \"relative\"",
                           "archive = \"\"",
                           "statement_made = \"yesterday\"",
                           "statement_made = 2026",
                           "= 5",
                           "\"name\" = \"a\"",
                           "\xef\xbb\xbfname = \"a\"",
                           "name = \"a\"; rate = 1",
                           "include = \"/etc/passwd\"",
                           "++ = 1",
                           "-- = 1"}) {
    INFO(text);
    CHECK(refusal(text) != "accepted");
  }
  CHECK(refusal("name = \"" + std::string(limits::name_bytes + 1, 'x') + "\"") != "accepted");
  CHECK(refusal(std::string("name = \"a\0b\"", 12)) != "accepted");
}

TEST_CASE("config: what an error shows of the file is safe for a terminal") {
  CHECK_FALSE(contains(refusal("\x1b[31mname = \"a\""), "\x1b"));
}

TEST_CASE("config: no file is no settings, unless one was named; a huge one is refused unread") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto path = folder / "config" / "earwitness" / "config.toml";
  CHECK(read_config(fs, path, false) == Config{});
  CHECK_THROWS_AS(read_config(fs, path, true), Error);
  os::make_folders(fs, path.parent_path());
  os::replace(fs, path, std::string(limits::config_bytes + 1, '\n'));
  try {
    static_cast<void>(read_config(fs, path, false));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
  }
}

TEST_CASE("config: written where no folder is yet, and behind a link the file itself is replaced") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto path = folder / "config" / "earwitness" / "config.toml";
  Config config;
  config.name = "A. Name";
  write_config(fs, path, config);
  CHECK(read_config(fs, path, true) == config);

  const auto link = folder / "link.toml";
  std::filesystem::create_symlink(path, link);
  config.name = "Another";
  write_config(fs, link, config);
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read_config(fs, link, true) == config);
  CHECK(read_config(fs, path, true) == config);
}

TEST_CASE("config: one setting is changed, and every other line stays as it is to the byte") {
  const std::string before = "# mine\r\n  max = \"2h\"   # two\r\n\n\tname='Anna'\n# max = \"9h\"\nrate = 44100";
  CHECK(changed_config_text(before, "max", "90m") ==
        "# mine\r\nmax = \"90m\"\r\n\n\tname='Anna'\n# max = \"9h\"\nrate = 44100");
  CHECK(changed_config_text(before, "bits", "24") == before + "\nbits = 24\n");
  CHECK(changed_config_text(before, "rate", std::nullopt) ==
        "# mine\r\n  max = \"2h\"   # two\r\n\n\tname='Anna'\n# max = \"9h\"\n");
  CHECK(changed_config_text(before, "speakers", std::nullopt) == before);
  CHECK(changed_config_text("", "name", "Bo") == "name = \"Bo\"\n");
  CHECK(changed_config_text("nonsense\n", "name", "Bo") == "nonsense\nname = \"Bo\"\n");
}

TEST_CASE("config: a length is shown as a person writes it") {
  const auto shown = [](const std::string& text) {
    for (const auto& setting : show_settings(parse_config(text, "config.toml"))) {
      if (setting.name == "max") return setting.value;
    }
    return std::string("missing");
  };
  CHECK(shown("max = \"10800s\"\n") == "3h");
  CHECK(shown("max = \"90m\"\n") == "1h30m");
  CHECK(shown("max = \"3661\"\n") == "1h1m1s");
  CHECK(shown("").empty());
}

TEST_CASE("config: a setting that there is not, and a value that it does not take, are refused") {
  const auto refused = [](const std::string& name, const std::string& value) {
    try {
      static_cast<void>(changed_config_text("", name, value));
    } catch (const Error& error) {
      return error.kind() == ErrorKind::usage;
    }
    return false;
  };
  CHECK(refused("nmae", "x"));
  CHECK(refused("max", "soon"));
  CHECK(refused("rate", "fast"));
  CHECK(refused("rate", "7"));
  CHECK(refused("bits", "17"));
  CHECK(refused("archive", "relative"));
  CHECK(refused("tsa", "ftp://x"));
  CHECK(refused("stamps", "sometimes"));
  CHECK(refused("name", "a \"b\""));
  CHECK(refused("statement_made", "2026-11-23T14:30:05Z"));
}

TEST_CASE("config: what setup writes keeps the lines of a file that it does not change") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto path = folder / "config.toml";
  os::replace(fs, path, "# mine\nmax = \"1h\"  # not longer\nname = \"Before\"\n");
  auto config = read_config(fs, path, true);
  config.name = "After";
  config.device = "mic";
  write_config(fs, path, config);
  CHECK(os::read_all(fs, path, 1000) == "# mine\nmax = \"1h\"  # not longer\nname = \"After\"\ndevice = \"mic\"\n");
}
