// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

namespace earwitness::bag {

std::string_view how_to_verify() noexcept {
  return R"(HOW TO CHECK THIS RECORDING

This folder is a BagIt bag (RFC 8493). You can check it without the program
that made it. The tools are free: sha256sum (part of GNU coreutils) and flac.
Debian, Ubuntu: sudo apt install coreutils flac
macOS: brew install coreutils flac      Windows: use WSL, then as on Ubuntu

Open a terminal in this folder and type:

  sha256sum -c manifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt
  flac -t -w data/*.flac
  sha256sum tagmanifest-sha256.txt

The first two must say OK for every file, the third "ok" for every sound file.
The last prints the seal. Compare it with the seal that was written down or
handed over when the recording was made: if both are the same, nothing in this
folder has changed since then. Without such a record the commands only show
that the files fit each other.

Every second of sound has a hash of its own in data/journal.jsonl, so a change
can be found to the second. What this can't show: who speaks, where it was, and
that the sound was live. Without a time stamp the date is only what the clock of
the recording machine said.


ZO CONTROLEERT U DEZE OPNAME

Deze map is een BagIt-map (RFC 8493). U kunt haar controleren zonder het
programma dat haar maakte. De hulpmiddelen zijn gratis: sha256sum (onderdeel van
GNU coreutils) en flac.
Debian, Ubuntu: sudo apt install coreutils flac
macOS: brew install coreutils flac      Windows: gebruik WSL, dan als op Ubuntu

Open een terminal in deze map en typ:

  sha256sum -c manifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt
  flac -t -w data/*.flac
  sha256sum tagmanifest-sha256.txt

De eerste twee moeten bij elk bestand OK melden, de derde "ok" bij elk
geluidsbestand. De laatste drukt het zegel af. Vergelijk het met het zegel dat
bij de opname is opgeschreven of overhandigd: zijn ze gelijk, dan is er sindsdien
in deze map niets veranderd. Zonder zo'n vastlegging tonen de opdrachten alleen
dat de bestanden bij elkaar passen.

Elke seconde geluid heeft een eigen hash in data/journal.jsonl, zodat een
wijziging tot op de seconde te vinden is. Wat dit niet kan tonen: wie er spreekt,
waar het was, en dat het geluid live was. Zonder tijdstempel is de datum alleen
wat de klok van de opnemende computer aangaf.
)";
}

}  // namespace earwitness::bag
