#!/bin/sh
# Runs once, when the database folder is made. The portal gets an ordinary role: a superuser could switch off
# the triggers that keep the ledger.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres --set word="$PORTAL_PASSWORD" <<'SQL'
CREATE ROLE lao_cai_support LOGIN PASSWORD :'word';
CREATE DATABASE lao_cai_support OWNER lao_cai_support;
SQL
