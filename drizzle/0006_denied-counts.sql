LOCK TABLE "token_usage" IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint
-- What was denied alone is no use.
DELETE FROM "token_usage" WHERE "allowed" = 0;--> statement-breakpoint
ALTER TABLE "token_usage" DROP COLUMN "denied";
