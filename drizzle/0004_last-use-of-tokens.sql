-- In the order in which the use of tokens was written so far, so that neither waits for the other crosswise.
LOCK TABLE "tokens" IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "last_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "token_usage" ADD COLUMN "user_agent" text;--> statement-breakpoint
INSERT INTO "token_usage" ("token_id", "day", "method", "allowed", "last_at", "address", "user_agent")
SELECT "id", to_char("last_used_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD'), "last_used_method", 1, "last_used_at", "last_used_address", "last_used_user_agent"
FROM "tokens" WHERE "last_used_at" IS NOT NULL AND "last_used_method" IS NOT NULL
ON CONFLICT ("token_id", "day", "method") DO UPDATE
SET "last_at" = excluded."last_at", "address" = excluded."address", "user_agent" = excluded."user_agent";--> statement-breakpoint
ALTER TABLE "tokens" DROP COLUMN "last_used_at";--> statement-breakpoint
ALTER TABLE "tokens" DROP COLUMN "last_used_address";--> statement-breakpoint
ALTER TABLE "tokens" DROP COLUMN "last_used_user_agent";--> statement-breakpoint
ALTER TABLE "tokens" DROP COLUMN "last_used_method";