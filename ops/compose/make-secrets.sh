#!/bin/sh
# Makes ./secrets for docker-compose.yml; what is there already is kept. Usage: sh ops/compose/make-secrets.sh DOMAIN
# Back the folder up apart from the database: without field_key no identity number can be read again.
set -eu
domain="${1:?usage: make-secrets.sh DOMAIN}"
cd "$(dirname "$0")/../.."
mkdir -p secrets
# Nobody but the owner enters the folder; the files themselves are read by the containers' users.
chmod 700 secrets
umask 022

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
keep() { [ -s "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"; }

for name in postgres_password owner_password app_password redis_password secret_key field_key; do
  keep "$name" "$(random)"
done
keep database_url "postgresql://xj_app:$(cat secrets/app_password)@postgres/xueji"
keep database_owner_url "postgresql://xj_owner:$(cat secrets/owner_password)@postgres/xueji"
keep redis_url "redis://:$(cat secrets/redis_password)@redis:6379/0"
if [ ! -s secrets/tls_key ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$domain" -addext "subjectAltName=DNS:$domain" \
    -keyout secrets/tls_key -out secrets/tls_certificate
  chmod 644 secrets/tls_key
  echo "Replace secrets/tls_certificate and secrets/tls_key by those of your authority: these are self-signed."
fi
