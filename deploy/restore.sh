#!/bin/sh
# Put a backup back: deploy/restore.sh FOLDER --replace
# It replaces the whole database and adds the files, so it wants the second word said.
set -eu
folder=${1:?Name the backup folder, as in deploy/restore.sh /var/backups/portal/20241115T010000Z --replace}
[ "${2:-}" = --replace ] || {
    echo "This replaces the present database. Say so: deploy/restore.sh $folder --replace" >&2
    exit 1
}
folder=$(CDPATH= cd -- "$folder" && pwd -P)
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
cd "$(dirname -- "$0")/.."

docker compose stop proxy web worker beat
docker compose up -d --wait database valkey
# One transaction: if anything fails, the present database stays as it was.
docker compose exec -T database sh -c \
    'PGPASSWORD="$POSTGRES_PASSWORD" exec pg_restore --username postgres --dbname lao_cai_support \
        --clean --if-exists --single-transaction --exit-on-error' <"$folder/database.dump"
docker compose run --rm -T --no-deps migrate tar -C /srv/data -xf - <"$folder/files.tar"
docker compose run --rm -T migrate
docker compose run --rm -T --no-deps migrate python manage.py verify_ledger
docker compose up -d
echo "Restored from $folder; the ledger was verified."
