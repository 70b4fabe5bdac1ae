-- Room on each page for the next version of a row, which then needs no new entry in an index. Pages that are there already are left as they are.
ALTER TABLE "environments" SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE "token_usage" SET (fillfactor = 80);
