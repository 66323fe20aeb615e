ALTER TYPE mood ADD VALUE 'content' BEFORE 'happy';
