// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

namespace earwitness::bag {

std::string_view how_to_verify_dutch() noexcept {
  return R"text(
L|ZO CONTROLEERT U DEZE OPNAME
I|ZO CONTROLEERT U DEZE GEÏMPORTEERDE OPNAME
X|ZO CONTROLEERT U DIT FRAGMENT
R|ZO CONTROLEERT U WAT ER VAN DEZE OPNAME OVER IS
T|ZO CONTROLEERT U DIT TRANSCRIPT

Deze map is een BagIt-map (RFC 8493). U kunt haar controleren zonder het
programma dat haar maakte, met gratis hulpmiddelen die iedereen kan krijgen:

Debian, Ubuntu:  sudo apt install coreutils flac openssl
macOS:           brew install coreutils flac openssl   (typ gdate voor date)
Windows:         zie onder, of gebruik WSL, dan als op Ubuntu

Open een terminal (bash) in deze map. Typ de ingesprongen regels precies zoals ze
er staan.

1. Zijn alle bestanden zoals ze verzegeld zijn?

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
S|    flac -t -w data/*.flac
    sha256sum tagmanifest-sha256.txt

S|De eerste twee moeten bij elk bestand OK melden, de derde "ok" bij elk
S|geluidsbestand.
N|De eerste twee moeten bij elk bestand OK melden.
De laatste drukt het zegel af. Vergelijk het met het zegel dat bij het verzegelen
is opgeschreven of overhandigd: zijn ze gelijk, dan is sindsdien geen van de
genoemde bestanden veranderd. Zonder zo'n vastlegging, een handtekening of een
tijdstempel tonen de opdrachten alleen dat de bestanden bij elkaar passen.

S|2. Is elke seconde geluid die waarvan de hash in het journaal staat?
S|
V|    bytes=$(( $(sed -n '1s/.*"sample_rate":\([0-9]*\),"channels":\([0-9]*\),"bits":\([0-9]*\).*/\1*\2*\3\/8/p' data/journal.jsonl) ))
V|    for f in data/*.flac; do flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | split -b "$bytes" --filter=sha256sum; done | while read -r hash rest; do grep -q "$hash" data/journal.jsonl && echo ja || echo nee; done | sort | uniq -c
Q|    for f in data/*.flac; do b=$(( $(metaflac --show-channels "$f") * $(metaflac --show-bps "$f") / 8 )); j=$(printf %s "$f" | sed -E 's/excerpt-([0-9])/audio-\1/; s/excerpt-//'); flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | { awk -v f="$j" 'FILENAME ~ /salts/ {split($0, a, /[:,"]+/); s[a[3]] = a[5]; next} index($0, "\"event\":\"audio\",\"file\":\"" f "\"") {k++; match($0, /"seq":[0-9]+/); q[k] = substr($0, RSTART + 6, RLENGTH - 6); match($0, /"frames":[0-9]+/); n[k] = substr($0, RSTART + 9, RLENGTH - 9); match($0, /"sha256":"[0-9a-f]+/); h[k] = substr($0, RSTART + 10, RLENGTH - 10)} index($0, "\"event\":\"recovered\",") && match($0, /"unsupported_from":[0-9]+/) {u = substr($0, RSTART + 19, RLENGTH - 19); for (i = 1; i <= k; i++) if (q[i] >= u + 0) n[i] = 0} END {for (i = 1; i <= k; i++) if (n[i] > 0) print n[i], h[i], (q[i] in s ? s[q[i]] : "-")}' data/salts.jsonl data/journal.jsonl | while read -r n h s; do if [ "$s" = - ]; then head -c $((n * b)) <&3 > /dev/null; echo "geen salt"; else { printf "$(printf %s "$s" | sed 's/../\\x&/g')"; head -c $((n * b)) <&3; } | sha256sum | grep -q "^$h" && echo ja || echo nee; fi; done; head -c 1 <&3 | grep -q . && echo nee; } 3<&0; done | sort | uniq -c
S|
V|Dit telt de seconden: van "ja" staat de hash in data/journal.jsonl, van "nee"
p|niet. Geen enkele is "nee".
x|niet. Achtergehouden seconden zijn hier stil. Zij tellen als "nee", of als "ja" waar
x|een seconde van de opname even stil was, zoals bij een microfoon die uit stond.
x|Welke seconden getoond worden, staat in data/excerpt.json.
r|niet. Seconden die zijn gewist, zoals bag-info.txt zegt, zijn hier stil en uit deze
r|map niet terug te halen. Zij tellen als "nee", of als "ja" waar een seconde van de
r|opname even stil was, zoals bij een microfoon die uit stond. Welke seconden er over
r|zijn, staat in data/excerpt.json ("ranges").
Q|Dit telt de seconden: van "ja" hebben het salt in data/salts.jsonl en het geluid
Q|samen de hash in data/journal.jsonl, van "nee" niet. Geen enkele is "nee".
y|Achtergehouden seconden zijn hier stil. Zij tellen als "geen salt": alleen wat
y|getoond wordt is te controleren; welke seconden dat zijn, staat in data/excerpt.json.
q|Seconden die zijn gewist, zoals bag-info.txt zegt, zijn hier stil en uit deze map
q|niet terug te halen. Zij tellen als "geen salt". Welke seconden er over zijn, staat
q|in data/excerpt.json ("ranges").
S|
I|Het origineel is het bestand in data/imported, zoals het kwam. Zijn SHA-256 staat
I|in manifest-sha256.txt.
D|Het FLAC-bestand is een kopie, er bij het importeren uit gedecodeerd.
U|Het geluid is niet gedecodeerd: er zijn geen seconden om te controleren.
I|
M|2. Is het journaal heel?
M|
J|Elke regel van het journaal bevat de hash van de regel ervoor:
J|
J|    prev=$(printf '0%.0s' $(seq 64)); while IFS= read -r line; do case "$line" in *"\"prev\":\"$prev\""*) ;; *) echo verbroken; break;; esac; prev=$(printf '%s' "$line" | sha256sum | cut -c 1-64); done < data/journal.jsonl; echo "de laatste regel is $prev"
J|
T|2. Wat is dit? (er is een bestand data/transcript.json)
T|
T|Een uitgetypt gesprek, zonder geluid. data/transcript.vtt is tekst, die elke editor
T|toont: wat iemand heeft getypt, of een machine heeft gemaakt. In
T|data/transcript.json is "original" het zegel van de opname waar het van is,
T|"previous" dat van de versie ervoor, en "key" de sleutel onder 3.
T|
O|3. Wie heeft het ondertekend? (als er een bestand seal/signature.ed25519 is)
X|3. Wie maakte dit fragment? (als er een bestand seal/signature.ed25519 is)
R|3. Wie wiste de rest? (als er een bestand seal/signature.ed25519 is)

    openssl pkeyutl -verify -pubin -inkey seal/public-key.pem -rawin -in tagmanifest-sha256.txt -sigfile seal/signature.ed25519
    openssl pkey -pubin -in seal/public-key.pem -outform DER | sha256sum

O|De eerste moet "Signature Verified Successfully" melden. De tweede drukt de
L|vingerafdruk van de sleutel af: dat moet de "key" in de eerste regel van
L|data/journal.jsonl zijn, en de vingerafdruk die u van de opnemer kent, van hem of
L|haar zelf of uit een andere opname. Een sleutel zegt niet zelf van wie hij is.
I|vingerafdruk van de sleutel af: dat moet de "key" in de eerste regel van
I|data/journal.jsonl zijn, en de vingerafdruk die u kent van wie het importeerde, van
I|hem of haar zelf of uit een andere opname. Een sleutel zegt niet zelf van wie hij is.
T|vingerafdruk van de sleutel af: dat moet de "key" in data/transcript.json zijn, en
T|de vingerafdruk die u kent van wie het verzegelde. Een sleutel zegt niet zelf van
T|wie hij is.
X|De eerste moet "Signature Verified Successfully" melden. De tweede drukt de
X|vingerafdruk af van wie de seconden koos en dit fragment maakte: dat moet de "key"
X|in data/excerpt.json zijn. Over de opname zegt hij niets: haar handtekening staat
X|onder 5. Is zo'n bestand er niet, dan heeft niemand het fragment zelf ondertekend:
X|ieder die de opname heeft, of een fragment met deze seconden, kan het hebben
X|gemaakt, en hebben geschreven wat er in bag-info.txt staat.
R|De eerste moet "Signature Verified Successfully" melden. De tweede drukt de
R|vingerafdruk af van wie verzegelde wat over is, en zegt dat de rest is gewist: dat
R|moet de "key" in data/excerpt.json zijn. Is het ook de "key" in de eerste regel van
R|data/journal.jsonl, dan was dat wie de hele opname verzegelde. Over de opname zelf
R|zegt hij niets: haar handtekening staat onder 5. Is zo'n bestand er niet, dan heeft
R|niemand ondertekend wat over is: ieder die deze seconden heeft, kan het hebben
R|gemaakt, en hebben geschreven wat er in bag-info.txt staat.

4. Sinds wanneer bestaat het? (als er een bestand seal/timestamp-1.tsr is)

    openssl ts -reply -in seal/timestamp-1.tsr -text
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data seal/signature.ed25519 -in seal/timestamp-1.tsr -CAfile seal/timestamp-1.pem

De eerste toont de tijd en wie hem gaf. De tweede moet "Verification: OK" melden:
de handtekening, en daarmee dit alles, bestond toen. De certificaten in
seal/timestamp-1.pem kwamen met het stempel mee: vergelijk het laatste met dat van
de tijdstempeldienst (bij een gekwalificeerde: de EU-lijst van vertrouwensdiensten).

K|5. Is dit een fragment? (als er een bestand data/excerpt.json is)
R|5. Van welke opname is dit wat over is?

    sha256sum data/original/tagmanifest-sha256.txt
    grep "$(sha256sum < data/original/manifest-sha256.txt | cut -c 1-64)" data/original/tagmanifest-sha256.txt
    grep "$(sha256sum < data/journal.jsonl | cut -c 1-64)" data/original/manifest-sha256.txt

De eerste drukt het zegel van de hele opname af: dat is de "original" in
data/excerpt.json, en het zegel om onder 1 te vergelijken. De andere twee moeten
elk een regel afdrukken: dan is het journaal hier dat van dat zegel, en zijn de
hashes van de seconden onder 2 de zijne. Handtekening en tijdstempels van de hele
opname:

    openssl pkeyutl -verify -pubin -inkey data/original/seal/public-key.pem -rawin -in data/original/tagmanifest-sha256.txt -sigfile data/original/seal/signature.ed25519
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in data/original/seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data data/original/seal/signature.ed25519 -in data/original/seal/timestamp-1.tsr -CAfile data/original/seal/timestamp-1.pem

Windows, zonder WSL: open PowerShell in deze map. Elke regel moet met OK beginnen.

    Get-Content manifest-sha256.txt, tagmanifest-sha256.txt | ForEach-Object { $hash, $name = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $name -Algorithm SHA256).Hash -eq $hash) { "OK $name" } else { "VERANDERD $name" } }
    (Get-FileHash -LiteralPath tagmanifest-sha256.txt -Algorithm SHA256).Hash.ToLower()

De laatste drukt het zegel af. 7-Zip toont dezelfde hashes (rechtermuisknop, CRC
SHA, SHA-256). De opdrachten met openssl werken in Git Bash (git-scm.com).
S|Het geluid speelt in elke FLAC-speler, zoals VLC.

J|Wat dit alles niet toont: wie er spreekt, waar het was, en dat het geluid live was
J|en niet afgespeeld. Zonder tijdstempel is de datum alleen wat de klok van de
L|opnemende computer aangaf.
E|computer aangaf die het opnam of importeerde.
I|importerende computer aangaf. Hoe het bestand ontstond, en wanneer het is
I|opgenomen, toont niets hier.
T|Wat dit alles niet toont: dat deze woorden zijn gezegd. Luister naar de opname. De
T|datum is alleen wat een klok aangaf, tenzij een tijdstempel hem toont.
)text";
}

}  // namespace earwitness::bag
