// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

namespace earwitness::bag {

std::string_view how_to_verify_english() noexcept {
  return R"text(L|HOW TO CHECK THIS RECORDING
I|HOW TO CHECK THIS IMPORTED RECORDING
X|HOW TO CHECK THIS EXCERPT
R|HOW TO CHECK WHAT IS LEFT OF THIS RECORDING
T|HOW TO CHECK THIS TRANSCRIPT

This folder is a BagIt bag (RFC 8493). You can check it without the program
that made it, with free tools that everyone can get:

Debian, Ubuntu:  sudo apt install coreutils flac openssl
macOS:           brew install coreutils flac openssl   (type gdate for date)
Windows:         see below, or use WSL, then as on Ubuntu

Open a terminal (bash) in this folder. Type the indented lines exactly as shown.

1. Are all files as they were sealed?

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
S|    flac -t -w data/*.flac
    sha256sum tagmanifest-sha256.txt

S|The first two must say OK for every file, the third "ok" for every sound file.
N|The first two must say OK for every file.
The last prints the seal. Compare it with the seal that was written down or
handed over when this was sealed: if both are the same, no file that is listed
has changed since then. Without such a record, a signature or a time stamp, the
commands only show that the files fit each other.

S|2. Is each second of sound the one that the journal has the hash of?
S|
V|    bytes=$(( $(sed -n '1s/.*"sample_rate":\([0-9]*\),"channels":\([0-9]*\),"bits":\([0-9]*\).*/\1*\2*\3\/8/p' data/journal.jsonl) ))
V|    for f in data/*.flac; do flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | split -b "$bytes" --filter=sha256sum; done | while read -r hash rest; do grep -q "$hash" data/journal.jsonl && echo yes || echo no; done | sort | uniq -c
Q|    for f in data/*.flac; do b=$(( $(metaflac --show-channels "$f") * $(metaflac --show-bps "$f") / 8 )); j=$(printf %s "$f" | sed -E 's/excerpt-([0-9])/audio-\1/; s/excerpt-//'); flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | { awk -v f="$j" 'FILENAME ~ /salts/ {split($0, a, /[:,"]+/); s[a[3]] = a[5]; next} index($0, "\"event\":\"audio\",\"file\":\"" f "\"") {k++; match($0, /"seq":[0-9]+/); q[k] = substr($0, RSTART + 6, RLENGTH - 6); match($0, /"frames":[0-9]+/); n[k] = substr($0, RSTART + 9, RLENGTH - 9); match($0, /"sha256":"[0-9a-f]+/); h[k] = substr($0, RSTART + 10, RLENGTH - 10)} index($0, "\"event\":\"recovered\",") && match($0, /"unsupported_from":[0-9]+/) {u = substr($0, RSTART + 19, RLENGTH - 19); for (i = 1; i <= k; i++) if (q[i] >= u + 0) n[i] = 0} END {for (i = 1; i <= k; i++) if (n[i] > 0) print n[i], h[i], (q[i] in s ? s[q[i]] : "-")}' data/salts.jsonl data/journal.jsonl | while read -r n h s; do if [ "$s" = - ]; then head -c $((n * b)) <&3 > /dev/null; echo "no salt"; else { printf "$(printf %s "$s" | sed 's/../\\x&/g')"; head -c $((n * b)) <&3; } | sha256sum | grep -q "^$h" && echo yes || echo no; fi; done; head -c 1 <&3 | grep -q . && echo no; } 3<&0; done | sort | uniq -c
S|
V|It counts the seconds: "yes" has its hash in data/journal.jsonl, "no" has not.
p|None is "no".
x|Seconds that are withheld are silence here. They count as "no", or as "yes" where
x|a second of the recording was as silent, as with a muted microphone. Which
x|seconds are disclosed stands in data/excerpt.json.
r|Seconds that were deleted, as bag-info.txt says, are silence here, and can't be had
r|back from this folder. They count as "no", or as "yes" where a second of the
r|recording was as silent, as with a muted microphone. Which seconds are left stands
r|in data/excerpt.json ("ranges").
Q|It counts the seconds: of "yes" the salt in data/salts.jsonl and the sound have the
Q|hash in data/journal.jsonl, of "no" they have not. None is "no".
y|Seconds that are withheld are silence here. They count as "no salt": only what is
y|disclosed can be checked, and data/excerpt.json says which seconds that is.
q|Seconds that were deleted, as bag-info.txt says, are silence here, and can't be had
q|back from this folder. They count as "no salt". Which seconds are left stands in
q|data/excerpt.json ("ranges").
S|
I|The original is the file in data/imported, as it came. manifest-sha256.txt has its
I|SHA-256.
D|The FLAC file is a copy that was decoded from it when it was imported.
U|Its sound was not decoded: there are no seconds to check.
I|
M|2. Is the journal whole?
M|
J|Each line of the journal holds the hash of the line before:
J|
J|    prev=$(printf '0%.0s' $(seq 64)); while IFS= read -r line; do case "$line" in *"\"prev\":\"$prev\""*) ;; *) echo broken; break;; esac; prev=$(printf '%s' "$line" | sha256sum | cut -c 1-64); done < data/journal.jsonl; echo "the last line is $prev"
J|
T|2. What is this? (there is a file data/transcript.json)
T|
T|It is a transcript, and there is no sound in it. data/transcript.vtt is text, which
T|any editor shows: what somebody typed, or a machine made. In data/transcript.json
T|"original" is the seal of the recording that it is of, "previous" that of the
T|version before it, and "key" the one under 3.
T|
O|3. Who signed it? (if there is a file seal/signature.ed25519)
X|3. Who made this excerpt? (if there is a file seal/signature.ed25519)
R|3. Who deleted the rest? (if there is a file seal/signature.ed25519)

    openssl pkeyutl -verify -pubin -inkey seal/public-key.pem -rawin -in tagmanifest-sha256.txt -sigfile seal/signature.ed25519
    openssl pkey -pubin -in seal/public-key.pem -outform DER | sha256sum

O|The first must say "Signature Verified Successfully". The second prints the
L|key's fingerprint: it must be the "key" in the first line of data/journal.jsonl,
L|and the one that you know of the person who recorded, from them or from another
L|recording. A key says nothing of whose it is by itself.
I|key's fingerprint: it must be the "key" in the first line of data/journal.jsonl,
I|and the one that you know of the person who imported it, from them or from
I|another recording. A key says nothing of whose it is by itself.
T|key's fingerprint: it must be the "key" in data/transcript.json, and the one that
T|you know of the person who sealed it. A key says nothing of whose it is by itself.
R|The first must say "Signature Verified Successfully". The second prints the
R|fingerprint of whoever sealed what is left, and says that the rest was deleted: it
R|must be the "key" in data/excerpt.json. If it is also the "key" in the first line of
R|data/journal.jsonl, that was whoever sealed the whole recording. It says nothing of
R|the recording, whose signature is under 5. If there is no such file, nobody signed
R|what is left: anyone who has these seconds could have made it and have written what
R|bag-info.txt says.
X|The first must say "Signature Verified Successfully". The second prints the
X|fingerprint of whoever chose the seconds and made this excerpt: it must be the
X|"key" in data/excerpt.json. It says nothing of the recording, whose signature is
X|under 5. If there is no such file, nobody signed the excerpt itself: anyone who
X|has the recording, or an excerpt with these seconds, could have made it and have
X|written what bag-info.txt says.

4. Since when has it existed? (if there is a file seal/timestamp-1.tsr)

    openssl ts -reply -in seal/timestamp-1.tsr -text
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data seal/signature.ed25519 -in seal/timestamp-1.tsr -CAfile seal/timestamp-1.pem

The first shows the time and who gave it. The second must say "Verification:
OK": the signature, and with it all of this, existed then. The certificates in
seal/timestamp-1.pem came with the stamp: compare the last one with that of the
time stamping authority (for a qualified one: the EU's list of trust services).

K|5. Is this an excerpt? (if there is a file data/excerpt.json)
R|5. Of which recording is it what is left?

    sha256sum data/original/tagmanifest-sha256.txt
    grep "$(sha256sum < data/original/manifest-sha256.txt | cut -c 1-64)" data/original/tagmanifest-sha256.txt
    grep "$(sha256sum < data/journal.jsonl | cut -c 1-64)" data/original/manifest-sha256.txt

The first prints the seal of the whole recording: it is the "original" in
data/excerpt.json, and the one to compare under 1. The other two must each print
a line: so the journal here is the one of that seal, and the hashes of the seconds
under 2 are its own. Signature and time stamps of the whole recording:

    openssl pkeyutl -verify -pubin -inkey data/original/seal/public-key.pem -rawin -in data/original/tagmanifest-sha256.txt -sigfile data/original/seal/signature.ed25519
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in data/original/seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data data/original/seal/signature.ed25519 -in data/original/seal/timestamp-1.tsr -CAfile data/original/seal/timestamp-1.pem

Windows, without WSL: open PowerShell in this folder. Each line must begin with OK.

    Get-Content manifest-sha256.txt, tagmanifest-sha256.txt | ForEach-Object { $hash, $name = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $name -Algorithm SHA256).Hash -eq $hash) { "OK $name" } else { "CHANGED $name" } }
    (Get-FileHash -LiteralPath tagmanifest-sha256.txt -Algorithm SHA256).Hash.ToLower()

The last prints the seal. 7-Zip shows the same hashes (right click, CRC SHA,
SHA-256). The commands with openssl run in Git Bash (git-scm.com).
S|The sound plays in any FLAC player, such as VLC.

J|What none of this shows: who speaks, where it was, and that the sound was live
J|and not played back. Without a time stamp the date is only what the clock of the
L|recording machine said.
E|machine that recorded or imported it said.
I|machine that imported it said. How the file came to be, and when it was recorded,
I|nothing here shows.
T|What none of this shows: that these words were said. Listen to the recording. The
T|date is only what a clock said, unless a time stamp shows it.
)text";
}

}  // namespace earwitness::bag
