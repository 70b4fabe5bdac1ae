CREATE TABLE "denials" (
	"account_id" uuid NOT NULL,
	"token_id" uuid NOT NULL,
	"method" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "denials_token_id_hour_method_pk" PRIMARY KEY("token_id","hour","method")
);
--> statement-breakpoint
ALTER TABLE "activity" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "denials" ADD CONSTRAINT "denials_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "denials_hour_index" ON "denials" USING btree ("hour");