// SPDX-License-Identifier: MIT
#include "bag/litter.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("litter: what systems leave in folders is known by its exact name, wherever it lies") {
  for (const auto* path :
       {".DS_Store", "data/.DS_Store", "._audio-001.flac", "data/imported/._file.m4a", "desktop.ini", "data/Thumbs.db",
        "data/audio-001.flac:Zone.Identifier", "seal/public-key.pem:Zone.Identifier:$DATA", "__MACOSX/._data",
        "__MACOSX/data/x", ".Spotlight-V100/Store-V2/x", "data/@eaDir/journal.jsonl/x", "@eaDir", "Icon\r",
        "System Volume Information/x", ".directory"}) {
    CAPTURE(path);
    CHECK(bag::is_litter(path));
  }
}

TEST_CASE("litter: what only looks like it, and what a bag has, is none") {
  for (const auto* path : {"",
                           "._",
                           "data/._",
                           ".ds_store",
                           ".DS_Store2",
                           "x.DS_Store",
                           ".DS_Store ",
                           ":Zone.Identifier",
                           "data/:Zone.Identifier",
                           "Zone.Identifier",
                           "x:zone.identifier",
                           "THUMBS.DB",
                           "Icon",
                           "__macosx/x",
                           "data",
                           "data/journal.jsonl",
                           "bagit.txt",
                           "secret.wav",
                           "data/.hidden",
                           "desktop.ini/x",
                           "__MACOSX2/x"}) {
    CAPTURE(path);
    CHECK_FALSE(bag::is_litter(path));
  }
}
