// SPDX-License-Identifier: MIT
//
// Holds a bag against its manifests (RFC 8493, section 3). Everything that differs is data, with the file's name.
// Throws FileError where the disk fails, Error(unknown_format) beyond a limit. Any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bag/contents.hpp"
#include "os/file_system.hpp"

namespace earwitness::bag {

struct Difference {
  enum class What { altered, missing, unlisted };
  What what = What::altered;
  std::string path;    ///< within the bag
  std::string detail;  ///< a sentence
};

/// One group of checks: what is wrong (at most limits::findings), and whether there was something to check.
struct Result {
  bool checked = false;
  std::vector<Difference> differences;
};

/// Before the seal, when there is neither manifest or an interrupted attempt, nothing is checked. From then on whatever
/// is not there is missing, the seal itself included.
struct Examination {
  std::vector<Content> contents;     ///< sorted by path
  std::vector<std::string> folders;  ///< the same
  std::set<std::string> listed;      ///< the paths that the manifests list, and may
  std::map<std::string, HashedFile>
      hashed;           ///< of what they list, what was read: so nobody need read it again for that
  bool sealed = false;  ///< there is a tagmanifest-sha256.txt, whatever it holds
  Result declaration;   ///< bagit.txt, and that it is a bag of the form that recordings have
  Result payload;       ///< manifest-sha256.txt against data/
  Result oxum;          ///< of bag-info.txt, where the payload itself is as it was sealed
  Result tags;          ///< tagmanifest-sha256.txt against the files outside data/
  Result outside;       ///< files that no manifest lists, links, and other things that are no files
  std::string seal;     ///< hex SHA-256 of tagmanifest-sha256.txt; empty where there is none
};

[[nodiscard]] Examination examine(os::FileSystem& fs, const os::Path& bag);

}  // namespace earwitness::bag
