# What the PostgreSQL of development begins with, here and in zarf/compose/postgres.yaml. The entry point of its image reads this
# once, when the directory of the data is new. All roles have one password.
psql --no-psqlrc --set=ON_ERROR_STOP=1 --set=password="$POSTGRES_PASSWORD" --username=postgres <<'EOM'
create role profile login password :'password';
create database profile owner profile;
create role payment login password :'password';
create database payment owner payment;
create role replica replication login password :'password';
EOM
printf 'host replication replica all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
