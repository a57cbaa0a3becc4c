#!/bin/sh
# Back up the database and the private files into a folder: deploy/backup.sh /var/backups/portal
# The queue (Valkey) is not kept: its jobs are made again from the records.
set -eu
umask 077
target=${1:?Name the folder for the backup, as in deploy/backup.sh /var/backups/portal}
cd "$(dirname -- "$0")/.."
folder="$target/$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p "$folder"

# pg_dump sees one moment. Files are only ever added, so those archived after it cover every row in it.
docker compose exec -T database sh -c \
    'PGPASSWORD="$POSTGRES_PASSWORD" exec pg_dump --username postgres --format custom lao_cai_support' \
    >"$folder/database.dump"
docker compose exec -T web tar -C /srv/data -cf - . >"$folder/files.tar"

test -s "$folder/database.dump"
(cd "$folder" && sha256sum database.dump files.tar >SHA256SUMS)
echo "Backed up to $folder. Copy it to another machine; try deploy/restore.sh on a spare one now and then."
