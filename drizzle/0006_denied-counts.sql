-- In the order in which the use of tokens is written, so that neither waits for the other crosswise.
LOCK TABLE "tokens" IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint
-- What was denied alone is no use.
DELETE FROM "token_usage" WHERE "allowed" = 0;--> statement-breakpoint
ALTER TABLE "token_usage" DROP COLUMN "denied";
