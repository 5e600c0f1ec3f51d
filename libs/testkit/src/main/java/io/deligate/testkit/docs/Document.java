package io.deligate.testkit.docs;

import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.EnvelopeReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One Markdown document, read line by line. */
final class Document {
    private static final Pattern CAMEL_CASE = Pattern.compile("`([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(\\s*<?([^)>\\s]+)>?[^)]*\\)");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern ACTION = Pattern.compile("\"action\"\\s*:");
    private static final String FENCE = "```";

    private final Path root;
    private final Path file;
    private final Set<String> types;
    private final List<String> faults = new ArrayList<>();

    Document(Path root, Path file, Set<String> types) {
        this.root = root;
        this.file = file;
        this.types = types;
    }

    List<String> faults() {
        List<String> block = null;
        boolean json = false;
        int number = 0;
        int begin = 0;
        for (String line : Docs.text(file).lines().collect(Collectors.toList())) {
            number++;
            String bare = line.strip();
            if (bare.startsWith(FENCE) && block == null) {
                block = new ArrayList<>();
                json = bare.substring(FENCE.length()).strip().startsWith("json");
                begin = number;
            } else if (bare.startsWith(FENCE) && block != null) {
                if (json) {
                    checkMessages(block, begin);
                }
                block = null;
            } else if (block != null) {
                block.add(line);
            } else {
                checkNames(line, number);
                checkLinks(line, number);
            }
        }
        return faults;
    }

    private void checkNames(String line, int number) {
        Matcher names = CAMEL_CASE.matcher(line);
        while (names.find()) {
            if (!types.contains(names.group(1)) && !Docs.isJdkType(names.group(1))) {
                fault(number, "no type of ours is named " + names.group(1));
            }
        }
    }

    private void checkLinks(String line, int number) {
        Matcher links = LINK.matcher(line.replaceAll("`[^`]*`", "`code`"));
        while (links.find()) {
            String target = links.group(1).replaceFirst("[#?].*", "");
            if (target.isEmpty() || SCHEME.matcher(target).matches()) {
                continue;
            }
            Path base = target.startsWith("/") ? root : file.resolveSibling("");
            if (!Files.exists(base.resolve(target.replaceFirst("^/+", "")))) {
                fault(number, "the link leads nowhere: " + links.group(1));
            }
        }
    }

    /** A block is one message, or one message a line. */
    private void checkMessages(List<String> block, int begin) {
        boolean perLine = block.size() > 1
                && block.stream().map(String::strip).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        if (!perLine) {
            checkMessage(String.join("\n", block), begin + 1);
            return;
        }
        for (int index = 0; index < block.size(); index++) {
            checkMessage(block.get(index), begin + 1 + index);
        }
    }

    private void checkMessage(String json, int number) {
        if (!ACTION.matcher(json).find()) {
            return;
        }
        try {
            var unused = EnvelopeReader.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (DeviceFault why) {
            fault(number, "not a message of the protocol: " + why.getMessage());
        }
    }

    private void fault(int number, String what) {
        faults.add(root.relativize(file) + ":" + number + ": " + what);
    }
}
