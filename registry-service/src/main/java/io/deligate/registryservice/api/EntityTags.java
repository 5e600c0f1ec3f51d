package io.deligate.registryservice.api;

import io.deligate.registryservice.revision.Precondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Revisions of records as entity tags (RFC 9110, sections 8.8.3 and 13.1.1). */
final class EntityTags {
    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");
    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

    private EntityTags() {}

    static String of(long revision) {
        return '"' + String.valueOf(revision) + '"';
    }

    /** What the {@code If-Match} lines of a request ask for; a weak or foreign tag fits no record. */
    static Precondition precondition(List<String> lines) {
        if (lines.isEmpty() || lines.stream().anyMatch(line -> line.strip().equals("*"))) {
            return Precondition.NONE;
        }
        Set<Long> revisions = new HashSet<>();
        Matcher tags = TAG.matcher(String.join(",", lines));
        while (tags.find()) {
            if (tags.group(1) == null && REVISION.matcher(tags.group(2)).matches()) {
                revisions.add(Long.valueOf(tags.group(2)));
            }
        }
        return Precondition.oneOf(revisions);
    }
}
