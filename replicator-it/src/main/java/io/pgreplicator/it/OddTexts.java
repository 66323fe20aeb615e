package io.pgreplicator.it;

import java.util.List;
import java.util.SplittableRandom;

/** Texts that trip those who quote, split, sort or encode by hand. Confined to one thread. */
final class OddTexts {

    private static final List<String> ODD = List.of(
            "",
            " ",
            "  both ends  ",
            "NULL",
            "\\N",
            "\\.",
            "tab\there",
            "line\nbreak",
            "carriage\rreturn",
            "it's \"quoted\"",
            "back\\slash",
            "comma,{brace}(paren)",
            "$1 ? :key %s",
            "ß straße",
            "e\u0301 is not \u00e9",
            "\u0130\u0131Ii",
            "\u65e5\u672c\u8a9e",
            "\ud83d\ude00 \ud800\udf48",
            "\uffee\ue000",
            "\u200b\ufeff",
            "\u0001\u001f\u007f\u0085",
            "AbC",
            "aBc");

    private final SplittableRandom random;

    OddTexts(SplittableRandom random) {
        this.random = random;
    }

    /** Half of them odd, and half of those followed by a number so that they do not all collide. */
    String next() {
        int number = random.nextInt(2000);
        String odd = ODD.get(random.nextInt(ODD.size()));
        return switch (random.nextInt(4)) {
            case 0 -> odd;
            case 1 -> odd + number;
            default -> "text " + number;
        };
    }
}
