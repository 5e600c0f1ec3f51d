#!/bin/sh
# What postgres does with its environment: a cluster with that user, password and database at the first start.
set -eu
data=/var/lib/postgresql/stand-in
if [ ! -s "$data/PG_VERSION" ]; then
  install -d -o postgres -g postgres -m 0700 "$data"
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  chown postgres /tmp/password
  runuser -u postgres -- initdb -D "$data" -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust -E UTF8
  rm /tmp/password
  printf 'host all all all scram-sha-256\n' >>"$data/pg_hba.conf"
  runuser -u postgres -- pg_ctl -D "$data" -o "-c listen_addresses=" -w start
  [ "$POSTGRES_DB" = postgres ] || createdb -h /var/run/postgresql -U "$POSTGRES_USER" "$POSTGRES_DB"
  runuser -u postgres -- pg_ctl -D "$data" -m fast -w stop
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -D "$data" -c 'listen_addresses=*'
