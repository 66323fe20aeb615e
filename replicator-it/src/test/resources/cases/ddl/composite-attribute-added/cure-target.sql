ALTER TYPE "public"."pair" ADD ATTRIBUTE "c" text;
