ALTER TYPE "public"."pair" DROP ATTRIBUTE "b";
