-- A database as the release before turns had records wrote it (schema version 3): .dump of its file.
-- The session secret was 0123456789abcdef0123456789abcdef, the client 127.0.0.1 chose the session `release-test`.
PRAGMA application_id = 1297367363;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE ledger (
         period    TEXT    NOT NULL PRIMARY KEY,
         committed INTEGER NOT NULL
       ) WITHOUT ROWID;
INSERT INTO "ledger" VALUES('day#2026-11-30',270);
CREATE TABLE turns (
         conversation TEXT    NOT NULL,
         at_ms        INTEGER NOT NULL,
         message      TEXT    NOT NULL,
         answer       TEXT    NOT NULL,
         model        TEXT    NOT NULL,
         expires_at   INTEGER NOT NULL
       );
INSERT INTO "turns" VALUES('c-bafc72ef6f1f5fffd8657fcc0e626a57cd41b39a180c819b1ff49f83e28b0eb2',1796035675987,'How much is the 7D HIFU machine?','Our indicative price:
- 7D HIFU Machine: 6600 USD','catalogue',1798627675987);
INSERT INTO "turns" VALUES('c-bafc72ef6f1f5fffd8657fcc0e626a57cd41b39a180c819b1ff49f83e28b0eb2',1796035675995,'Which device suits stretch marks?','Yes, the 7D HIFU machine is in stock: هايفو 😀','openai.gpt-oss-120b-1:0',1798627675995);
INSERT INTO "turns" VALUES('i-be6429b5bea3809f7dcee5f24f2db0e1e2c4c64517707390bd9fec816587307c',1796035675996,'hello','Hello! I am the automated assistant of Medical Tech Aesthetic, a supplier of aesthetic devices for clinics. Which device, price or need can I help you with?','catalogue',1798627675996);
CREATE TABLE visitor_days (
         day     INTEGER NOT NULL,
         visitor TEXT    NOT NULL,
         bytes   INTEGER NOT NULL,
         PRIMARY KEY (day, visitor)
       ) WITHOUT ROWID;
INSERT INTO "visitor_days" VALUES(20787,'0b0f20b1caf48e3b91b4cbe8bf9f524a',1719);
CREATE TABLE visitor_turns (
         day     INTEGER NOT NULL,
         visitor TEXT    NOT NULL,
         turn    INTEGER NOT NULL,
         bytes   INTEGER NOT NULL,
         PRIMARY KEY (day, visitor, turn)
       ) WITHOUT ROWID;
INSERT INTO "visitor_turns" VALUES(20787,'0b0f20b1caf48e3b91b4cbe8bf9f524a',1,540);
INSERT INTO "visitor_turns" VALUES(20787,'0b0f20b1caf48e3b91b4cbe8bf9f524a',2,559);
INSERT INTO "visitor_turns" VALUES(20787,'0b0f20b1caf48e3b91b4cbe8bf9f524a',3,620);
CREATE INDEX turns_by_conversation ON turns (conversation, at_ms);
CREATE INDEX turns_by_expiry ON turns (expires_at);
COMMIT;
