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

Deze map is een BagIt-map (RFC 8493). U kunt de map controleren zonder het
programma waarmee die is gemaakt, met gratis hulpmiddelen die iedereen kan
installeren:

Debian, Ubuntu:  sudo apt install coreutils flac openssl
macOS:           brew install coreutils flac openssl   (typ gdate in plaats van date)
Windows:         zie het eind van deze tekst, of gebruik WSL en doe als op Ubuntu

Open een terminal (bash) in deze map. Kopieer of typ de ingesprongen regels precies
zoals ze er staan.

1. Is elk bestand ongewijzigd sinds het is verzegeld?

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
S|    flac -t -w data/*.flac
    sha256sum tagmanifest-sha256.txt

S|De eerste twee opdrachten moeten bij elk bestand OK melden, en de derde "ok" bij elk
S|geluidsbestand.
N|De eerste twee opdrachten moeten bij elk bestand OK melden.
De laatste opdracht toont het zegel. Vergelijk het met het zegel dat bij het
verzegelen is opgeschreven of overhandigd: zijn ze gelijk, dan is sindsdien geen
van de genoemde bestanden gewijzigd. Is er geen zegel genoteerd, en ook geen
handtekening of tijdstempel, dan tonen deze opdrachten alleen dat de bestanden bij
elkaar passen.

S|2. Klopt elke seconde geluid met de hash ervan in het journaal?
S|
V|    bytes=$(( $(sed -n '1s/.*"sample_rate":\([0-9]*\),"channels":\([0-9]*\),"bits":\([0-9]*\).*/\1*\2*\3\/8/p' data/journal.jsonl) ))
V|    for f in data/*.flac; do flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | split -b "$bytes" --filter=sha256sum; done | while read -r hash rest; do grep -q "$hash" data/journal.jsonl && echo ja || echo nee; done | sort | uniq -c
Q|    for f in data/*.flac; do b=$(( $(metaflac --show-channels "$f") * $(metaflac --show-bps "$f") / 8 )); j=$(printf %s "$f" | sed -E 's/excerpt-([0-9])/audio-\1/; s/excerpt-//'); flac -s -d -c --force-raw-format --endian=little --sign=signed "$f" | { awk -v f="$j" 'FILENAME ~ /salts/ {split($0, a, /[:,"]+/); s[a[3]] = a[5]; next} index($0, "\"event\":\"audio\",\"file\":\"" f "\"") {k++; match($0, /"seq":[0-9]+/); q[k] = substr($0, RSTART + 6, RLENGTH - 6); match($0, /"frames":[0-9]+/); n[k] = substr($0, RSTART + 9, RLENGTH - 9); match($0, /"sha256":"[0-9a-f]+/); h[k] = substr($0, RSTART + 10, RLENGTH - 10)} index($0, "\"event\":\"recovered\",") && match($0, /"unsupported_from":[0-9]+/) {u = substr($0, RSTART + 19, RLENGTH - 19); for (i = 1; i <= k; i++) if (q[i] >= u + 0) n[i] = 0} END {for (i = 1; i <= k; i++) if (n[i] > 0) print n[i], h[i], (q[i] in s ? s[q[i]] : "-")}' data/salts.jsonl data/journal.jsonl | while read -r n h s; do if [ "$s" = - ]; then head -c $((n * b)) <&3 > /dev/null; echo "geen salt"; else { printf "$(printf %s "$s" | sed 's/../\\x&/g')"; head -c $((n * b)) <&3; } | sha256sum | grep -q "^$h" && echo ja || echo nee; fi; done; head -c 1 <&3 | grep -q . && echo nee; } 3<&0; done | sort | uniq -c
S|
V|Dit telt de seconden. "ja" betekent dat de hash van de seconde in
V|data/journal.jsonl staat, "nee" dat die er niet in staat.
p|Er mag geen "nee" bij zijn.
x|Achtergehouden seconden zijn hier stil. Ze tellen als "nee", of als "ja" waar een
x|seconde van de opname even stil was, bijvoorbeeld doordat de microfoon uitstond.
x|In data/excerpt.json staat welke seconden te horen zijn.
r|De gewiste seconden (zie bag-info.txt) zijn hier stil en uit deze map niet terug te
r|halen. Ze tellen als "nee", of als "ja" waar een seconde van de opname even stil
r|was, bijvoorbeeld doordat de microfoon uitstond. In data/excerpt.json staat
r|welke seconden er over zijn ("ranges").
Q|Dit telt de seconden. "ja" betekent dat het geluid en de salt in data/salts.jsonl
Q|samen de hash in data/journal.jsonl opleveren, "nee" dat dat niet zo is. Er mag geen
Q|"nee" bij zijn.
y|Achtergehouden seconden zijn hier stil en tellen als "geen salt": alleen de seconden
y|die te horen zijn, kunt u controleren. Ze staan in data/excerpt.json.
q|De gewiste seconden (zie bag-info.txt) zijn hier stil en uit deze map niet terug te
q|halen. Ze tellen als "geen salt". In data/excerpt.json staat welke seconden er over
q|zijn ("ranges").
S|
I|Het origineel is het bestand in data/imported, precies zoals het is geïmporteerd. De
I|SHA-256 ervan staat in manifest-sha256.txt.
D|Het FLAC-bestand is een kopie, die er bij het importeren uit is gedecodeerd.
U|Het geluid is niet gedecodeerd: er zijn dus geen seconden om te controleren.
I|
M|2. Is het journaal intact?
M|
J|Elke regel van het journaal bevat de hash van de regel ervoor. Deze opdracht meldt
J|"verbroken" als dat bij een regel niet zo is:
J|
J|    prev=$(printf '0%.0s' $(seq 64)); while IFS= read -r line; do case "$line" in *"\"prev\":\"$prev\""*) ;; *) echo verbroken; break;; esac; prev=$(printf '%s' "$line" | sha256sum | cut -c 1-64); done < data/journal.jsonl; echo "de laatste regel is $prev"
J|
T|2. Wat is dit?
T|
T|Dit is een transcript, zonder geluid. data/transcript.vtt is tekst die u met elke
T|editor kunt openen. Iemand heeft die tekst getypt, of een machine heeft hem gemaakt.
T|In data/transcript.json is "original" het zegel van de opname, "previous" het zegel
T|van de versie hiervoor, en "key" de sleutel van stap 3.
T|
O|3. Wie heeft het ondertekend? (als er een bestand seal/signature.ed25519 is)
X|3. Wie heeft dit fragment gemaakt? (als er een bestand seal/signature.ed25519 is)
R|3. Wie heeft de rest gewist? (als er een bestand seal/signature.ed25519 is)

    openssl pkeyutl -verify -pubin -inkey seal/public-key.pem -rawin -in tagmanifest-sha256.txt -sigfile seal/signature.ed25519
    openssl pkey -pubin -in seal/public-key.pem -outform DER | sha256sum

L|De eerste opdracht moet "Signature Verified Successfully" melden. De tweede toont de
L|vingerafdruk van de sleutel. Die moet gelijk zijn aan "key" in de eerste regel van
L|data/journal.jsonl, en aan de vingerafdruk die u hebt van degene die opnam: van die
L|persoon zelf, of uit een andere opname van die persoon. Een sleutel alleen laat niet
L|zien van wie hij is.
I|De eerste opdracht moet "Signature Verified Successfully" melden. De tweede toont de
I|vingerafdruk van de sleutel. Die moet gelijk zijn aan "key" in de eerste regel van
I|data/journal.jsonl, en aan de vingerafdruk die u hebt van degene die importeerde:
I|van die persoon zelf, of uit een andere opname van die persoon. Een sleutel alleen
I|laat niet zien van wie hij is.
T|De eerste opdracht moet "Signature Verified Successfully" melden. De tweede toont de
T|vingerafdruk van de sleutel. Die moet gelijk zijn aan "key" in data/transcript.json,
T|en aan de vingerafdruk die u hebt van degene die het transcript verzegelde. Een
T|sleutel alleen laat niet zien van wie hij is.
X|De eerste opdracht moet "Signature Verified Successfully" melden. De tweede toont de
X|vingerafdruk van wie de seconden koos en dit fragment maakte. Die moet gelijk zijn
X|aan "key" in data/excerpt.json. Deze handtekening zegt niets over de opname: de
X|handtekening daarvan vindt u in stap 5. Is er geen handtekening, dan heeft niemand
X|het fragment ondertekend: iedereen die de opname heeft, of een fragment met deze
X|seconden, kan het hebben gemaakt, en kan hebben geschreven wat er in bag-info.txt
X|staat.
R|De eerste opdracht moet "Signature Verified Successfully" melden. De tweede toont de
R|vingerafdruk van wie verzegelde wat er over is en verklaarde dat de rest is gewist.
R|Die moet gelijk zijn aan "key" in data/excerpt.json. Is het ook de "key" in de eerste
R|regel van data/journal.jsonl, dan heeft dezelfde persoon ook de hele opname
R|verzegeld. Deze handtekening zegt niets over de opname: de handtekening daarvan vindt
R|u in stap 5. Is er geen handtekening, dan heeft niemand ondertekend wat er over is:
R|iedereen die deze seconden heeft, kan het hebben gemaakt, en kan hebben geschreven
R|wat er in bag-info.txt staat.

4. Sinds wanneer bestaat het? (als er een bestand seal/timestamp-1.tsr is)

    openssl ts -reply -in seal/timestamp-1.tsr -text
    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data seal/signature.ed25519 -in seal/timestamp-1.tsr -CAfile seal/timestamp-1.pem

De eerste opdracht toont de tijd en welke dienst die gaf. De tweede moet
"Verification: OK" melden: de handtekening, en daarmee alles hier, bestond op dat
tijdstip. De certificaten in seal/timestamp-1.pem kwamen met het tijdstempel mee.
Vergelijk het laatste met het certificaat dat de tijdstempeldienst publiceert (bij
een gekwalificeerde dienst: met de EU-lijst van vertrouwensdiensten).

X|5. Uit welke opname komt dit fragment?
R|5. Van welke opname is dit over?
E|
E|    sha256sum data/original/tagmanifest-sha256.txt
E|    grep "$(sha256sum < data/original/manifest-sha256.txt | cut -c 1-64)" data/original/tagmanifest-sha256.txt
E|    grep "$(sha256sum < data/journal.jsonl | cut -c 1-64)" data/original/manifest-sha256.txt
E|
E|De eerste opdracht toont het zegel van de hele opname. Dat moet gelijk zijn aan
E|"original" in data/excerpt.json. Vergelijk het, zoals in stap 1, met het zegel dat is
E|opgeschreven of overhandigd. De andere twee moeten elk een regel tonen: daaruit
E|blijkt dat het journaal hier, met de hashes van stap 2, hoort bij de opname met dat
E|zegel. Zo controleert u de handtekening en de tijdstempels van de hele opname, als
E|die er zijn:
E|
E|    openssl pkeyutl -verify -pubin -inkey data/original/seal/public-key.pem -rawin -in data/original/tagmanifest-sha256.txt -sigfile data/original/seal/signature.ed25519
E|    openssl ts -verify -attime "$(date -d "$(openssl ts -reply -in data/original/seal/timestamp-1.tsr -text | sed -n 's/^Time stamp: //p')" +%s)" -data data/original/seal/signature.ed25519 -in data/original/seal/timestamp-1.tsr -CAfile data/original/seal/timestamp-1.pem
E|
Windows, zonder WSL: open PowerShell in deze map. Elke regel moet met OK beginnen.

    Get-Content manifest-sha256.txt, tagmanifest-sha256.txt | ForEach-Object { $hash, $name = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $name -Algorithm SHA256).Hash -eq $hash) { "OK $name" } else { "VERANDERD $name" } }
    (Get-FileHash -LiteralPath tagmanifest-sha256.txt -Algorithm SHA256).Hash.ToLower()

De laatste regel is het zegel. 7-Zip toont dezelfde hashes (rechtermuisknop, CRC SHA,
SHA-256). De opdrachten met openssl werken in Git Bash (git-scm.com).
S|U kunt het geluid afspelen in elke FLAC-speler, zoals VLC.

J|Dit alles laat niet zien wie er spreekt, waar het was, en dat het geluid live was en
J|niet afgespeeld. Zonder tijdstempel komt de datum alleen van de klok van de
L|computer die opnam.
E|computer die opnam of importeerde.
I|computer die importeerde. Hoe het bestand is gemaakt, en wanneer het is opgenomen,
I|is hier niet te zien.
T|Dit alles laat niet zien dat deze woorden zijn gezegd: luister naar de opname. Zonder
T|tijdstempel komt de datum alleen van de klok van een computer.
)text";
}

}  // namespace earwitness::bag
