// SPDX-License-Identifier: MIT
#include "desktop/power.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// A folder as the kernel's, where each supply is one of small files.
struct Supplies {
  test::TemporaryFolder folder;
  os::FileSystem& fs = os::posix_file_system();

  void add(const std::string& name, std::initializer_list<std::pair<const char*, const char*>> files) {
    fs.make_folder(folder / name);
    for (const auto& [file, line] : files) os::write_new(fs, folder / name / file, std::string(line) + "\n");
  }
  desktop::Power read() {
    const auto power = desktop::read_power(fs, folder / "");
    REQUIRE(power);
    return *power;
  }
};

}  // namespace

TEST_CASE("power: a machine without a battery runs on none") {
  Supplies supplies;
  CHECK_FALSE(supplies.read().has_battery);
  supplies.add("AC", {{"type", "Mains"}, {"online", "1"}});
  const auto power = supplies.read();
  CHECK_FALSE(power.has_battery);
  CHECK_FALSE(power.on_battery);
  CHECK_FALSE(power.percent);
}

TEST_CASE("power: a discharging battery and no charger is told, with its charge") {
  Supplies supplies;
  supplies.add("AC", {{"type", "Mains"}, {"online", "0"}});
  supplies.add("BAT0", {{"type", "Battery"}, {"status", "Discharging"}, {"capacity", "37"}});
  const auto power = supplies.read();
  CHECK(power.has_battery);
  CHECK(power.on_battery);
  CHECK(power.percent == 37);
}

TEST_CASE("power: on a charger nothing is told, even where the battery still discharges") {
  for (const char* status : {"Charging", "Full", "Not charging", "Discharging"}) {
    Supplies supplies;
    supplies.add("BAT0", {{"type", "Battery"}, {"status", status}, {"capacity", "80"}});
    supplies.add("ucsi-1", {{"type", "USB"}, {"online", "1"}});
    CHECK_FALSE(supplies.read().on_battery);
    CHECK(supplies.read().has_battery);
  }
}

TEST_CASE("power: the battery of a mouse, and a bay without one, are not the machine's") {
  Supplies supplies;
  supplies.add("hid-1", {{"type", "Battery"}, {"scope", "Device"}, {"status", "Discharging"}, {"capacity", "5"}});
  supplies.add("BAT1", {{"type", "Battery"}, {"present", "0"}, {"status", "Discharging"}});
  CHECK_FALSE(supplies.read().has_battery);
  CHECK_FALSE(supplies.read().on_battery);
}

TEST_CASE("power: of two batteries the fuller one's charge is told, and nonsense is none") {
  Supplies supplies;
  supplies.add("BAT0", {{"type", "Battery"}, {"status", "Unknown"}, {"capacity", "12"}});
  supplies.add("BAT1", {{"type", "Battery"}, {"status", "Discharging"}, {"capacity", "60"}});
  supplies.add("BAT2", {{"type", "Battery"}, {"capacity", "900"}});
  supplies.add("BAT3", {{"type", "Battery"}, {"capacity", "much"}});
  CHECK(supplies.read().on_battery);
  CHECK(supplies.read().percent == 60);
}

TEST_CASE("power: a kernel that tells nothing is nothing, not an error") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(desktop::read_power(os::posix_file_system(), folder / "missing"));
}
