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
that made it, using free tools that anyone can install:

Debian, Ubuntu:  sudo apt install coreutils flac openssl
macOS:           brew install coreutils flac openssl   (type gdate instead of date)
Windows:         see the end of this part, or use WSL and do as on Ubuntu

Open a terminal (bash) in this folder. Copy or type the indented lines exactly as
shown.

1. Is every file unchanged since it was sealed?

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
S|    flac -t -w data/*.flac
    sha256sum tagmanifest-sha256.txt

S|The first two commands must report OK for every file, and the third "ok" for every
S|sound file.
N|The first two commands must report OK for every file.
The last command prints the seal. Compare it with the seal that was written down
or handed over when this was sealed: if they are the same, none of the listed
files has changed since then. If there is no such record, no signature and no time
stamp, these commands only show that the files match each other.

S|2. Does every second of sound match its hash in the journal?
S|
V|    bytes=$(( $(sed -n '1s/.*"sample_rate":\([0-9]*\),"channels":\([0-9]*\),"bits":\([0-9]*\).*/\1*\2*\3\/8/p' data/journal.jsonl) ))
V|    for f in data/*.flac; do flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | split -b "$bytes" --filter=sha256sum; done | while read -r hash rest; do grep -q "$hash" data/journal.jsonl && echo yes || echo no; done | sort | uniq -c
Q|    for f in data/*.flac; do b=$(( $(metaflac --show-channels "$f") * $(metaflac --show-bps "$f") / 8 )); j=$(printf %s "$f" | sed -E 's/excerpt-([0-9])/audio-\1/; s/excerpt-//'); flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | { awk -v f="$j" 'FILENAME ~ /salts/ {split($0, a, /[:,"]+/); s[a[3]] = a[5]; next} index($0, "\"event\":\"audio\",\"file\":\"" f "\"") {k++; match($0, /"seq":[0-9]+/); q[k] = substr($0, RSTART + 6, RLENGTH - 6); match($0, /"frames":[0-9]+/); n[k] = substr($0, RSTART + 9, RLENGTH - 9); match($0, /"sha256":"[0-9a-f]+/); h[k] = substr($0, RSTART + 10, RLENGTH - 10)} index($0, "\"event\":\"recovered\",") && match($0, /"unsupported_from":[0-9]+/) {u = substr($0, RSTART + 19, RLENGTH - 19); for (i = 1; i <= k; i++) if (q[i] >= u + 0) n[i] = 0} END {for (i = 1; i <= k; i++) if (n[i] > 0) print n[i], h[i], (q[i] in s ? s[q[i]] : "-")}' data/salts.jsonl data/journal.jsonl | while read -r n h s; do if [ "$s" = - ]; then head -c $((n * b)) <&3 > /dev/null; echo "no salt"; else { printf "$(printf %s "$s" | sed 's/../\\x&/g')"; head -c $((n * b)) <&3; } | sha256sum | grep -q "^$h" && echo yes || echo no; fi; done; head -c 1 <&3 | grep -q . && echo no; } 3<&0; done | sort | uniq -c
S|
V|This counts the seconds. "yes" means that the hash of the second is in
V|data/journal.jsonl, "no" that it is not.
p|There must be no "no".
x|Withheld seconds are silent here. They count as "no", or as "yes" where a second of
x|the recording was just as silent, for example because the microphone was muted.
x|data/excerpt.json lists the seconds that are disclosed.
r|The deleted seconds (see bag-info.txt) are silent here and cannot be recovered
r|from this folder. They count as "no", or as "yes" where a second of the recording
r|was just as silent, for example because the microphone was muted.
r|data/excerpt.json lists the seconds that are left ("ranges").
Q|This counts the seconds. "yes" means that the sound and its salt in
Q|data/salts.jsonl together give the hash in data/journal.jsonl, "no" that they do
Q|not. There must be no "no".
y|Withheld seconds are silent here and count as "no salt": only the disclosed seconds
y|can be checked. data/excerpt.json lists them.
q|The deleted seconds (see bag-info.txt) are silent here and cannot be recovered
q|from this folder. They count as "no salt". data/excerpt.json lists the seconds
q|that are left ("ranges").
S|
I|The original is the file in data/imported, exactly as it was imported. Its SHA-256
I|is in manifest-sha256.txt.
D|The FLAC file is a copy that was decoded from it during the import.
U|Its sound was not decoded, so there are no seconds to check.
I|
M|2. Is the journal intact?
M|
J|Each line of the journal contains the hash of the line before it. This command
J|prints "broken" if one does not:
J|
J|    prev=$(printf '0%.0s' $(seq 64)); while IFS= read -r line; do case "$line" in *"\"prev\":\"$prev\""*) ;; *) echo broken; break;; esac; prev=$(printf '%s' "$line" | sha256sum | cut -c 1-64); done < data/journal.jsonl; echo "the last line is $prev"
J|
T|2. What is this?
T|
T|This is a transcript; it contains no sound. data/transcript.vtt is text that any
T|editor can open. Somebody typed it, or a machine made it. In data/transcript.json,
T|"original" is the seal of the recording, "previous" is the seal of the version
T|before this one, and "key" is the key of step 3.
T|
O|3. Who signed it? (if there is a file seal/signature.ed25519)
X|3. Who made this excerpt? (if there is a file seal/signature.ed25519)
R|3. Who deleted the rest? (if there is a file seal/signature.ed25519)

    openssl pkeyutl -verify -pubin -inkey seal/public-key.pem -rawin -in tagmanifest-sha256.txt -sigfile seal/signature.ed25519
    openssl pkey -pubin -in seal/public-key.pem -outform DER | sha256sum

L|The first command must print "Signature Verified Successfully". The second prints
L|the fingerprint of the key. It must be the same as "key" in the first line of
L|data/journal.jsonl, and the same as the fingerprint that you have from the person
L|who recorded, from them directly or from another recording of theirs. A key alone
L|does not show whose it is.
I|The first command must print "Signature Verified Successfully". The second prints
I|the fingerprint of the key. It must be the same as "key" in the first line of
I|data/journal.jsonl, and the same as the fingerprint that you have from the person
I|who imported it, from them directly or from another recording of theirs. A key
I|alone does not show whose it is.
T|The first command must print "Signature Verified Successfully". The second prints
T|the fingerprint of the key. It must be the same as "key" in data/transcript.json,
T|and the same as the fingerprint that you have from the person who sealed it. A key
T|alone does not show whose it is.
R|The first command must print "Signature Verified Successfully". The second prints
R|the fingerprint of whoever sealed what is left and stated that the rest was
R|deleted. It must be the same as "key" in data/excerpt.json. If it is also the "key"
R|in the first line of data/journal.jsonl, they sealed the whole recording too. This
R|signature says nothing about the recording, whose signature is in step 5. If there
R|is no such file, nobody signed what is left: anyone who has these seconds could
R|have made it, and could have written what bag-info.txt says.
X|The first command must print "Signature Verified Successfully". The second prints
X|the fingerprint of whoever chose the seconds and made this excerpt. It must be the
X|same as "key" in data/excerpt.json. This signature says nothing about the
X|recording, whose signature is in step 5. If there is no such file, nobody signed
X|the excerpt: anyone who has the recording, or an excerpt with these seconds, could
X|have made it, and could have written what bag-info.txt says.

4. Since when has it existed? (if there is a file seal/timestamp-1.tsr)

    openssl ts -reply -in seal/timestamp-1.tsr -text
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data seal/signature.ed25519 -in seal/timestamp-1.tsr -CAfile seal/timestamp-1.pem

The first command shows the time and which service gave it. The second must print
"Verification: OK": the signature, and with it everything here, existed at that
time. The certificates in seal/timestamp-1.pem came with the time stamp. Compare
the last one with the certificate that the time-stamping authority publishes (for
a qualified authority: with the EU's list of trust services).

X|5. Which recording does this excerpt come from?
R|5. Which recording is this left from?
E|
E|    sha256sum data/original/tagmanifest-sha256.txt
E|    grep "$(sha256sum < data/original/manifest-sha256.txt | cut -c 1-64)" data/original/tagmanifest-sha256.txt
E|    grep "$(sha256sum < data/journal.jsonl | cut -c 1-64)" data/original/manifest-sha256.txt
E|
E|The first command prints the seal of the whole recording. It must be the same as
E|"original" in data/excerpt.json. Compare it, as in step 1, with the seal that was
E|written down or handed over. The other two must each print a line: this shows that
E|the journal here, with the hashes of step 2, belongs to the recording with that
E|seal. To check the signature and time stamps of the whole recording, if it has them:
E|
E|    openssl pkeyutl -verify -pubin -inkey data/original/seal/public-key.pem -rawin -in data/original/tagmanifest-sha256.txt -sigfile data/original/seal/signature.ed25519
E|    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in data/original/seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data data/original/seal/signature.ed25519 -in data/original/seal/timestamp-1.tsr -CAfile data/original/seal/timestamp-1.pem
E|
Windows, without WSL: open PowerShell in this folder. Each line must begin with OK.

    Get-Content manifest-sha256.txt, tagmanifest-sha256.txt | ForEach-Object { $hash, $name = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $name -Algorithm SHA256).Hash -eq $hash) { "OK $name" } else { "CHANGED $name" } }
    (Get-FileHash -LiteralPath tagmanifest-sha256.txt -Algorithm SHA256).Hash.ToLower()

The last line is the seal. 7-Zip shows the same hashes (right-click, CRC SHA,
SHA-256). The openssl commands work in Git Bash (git-scm.com).
S|You can play the sound in any FLAC player, such as VLC.

J|None of this shows who is speaking, where it was, or that the sound was live and
J|not played back. Without a time stamp, the date comes only from the clock of the
L|computer that recorded it.
E|computer that recorded or imported it.
I|computer that imported it. How the file was made, and when it was recorded,
I|cannot be shown here.
T|None of this shows that these words were said: listen to the recording. Without a
T|time stamp, the date comes only from a computer's clock.
)text";
}

}  // namespace earwitness::bag
