package io.deligate.testkit.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deligate.testkit.docs.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights of an app and of the platform as the guide for app developers prints them: the only list there is. */
public record AppRights(String guide) {
    private static final Pattern OPTION = Pattern.compile("--([a-z-]+) ([^-\\s]\\S*)");

    /** From {@code docs/cloud-apps.md}. */
    public static AppRights read() throws IOException {
        return new AppRights(Files.readString(Repository.root().resolve("docs/cloud-apps.md")));
    }

    /** What a block of {@code kafka-acls.sh} commands makes: {@code app} or {@code platform}. */
    public Set<AclBinding> commands(String name) {
        return block("<!-- acls: " + name + " -->\n```sh\n")
                .lines()
                .map(AppRights::command)
                .collect(Collectors.toSet());
    }

    /** The rights of the user {@code app-<service_id>}. */
    public Set<AclBinding> commandsOfApp(long serviceId) {
        return new AppRights(guide.replace("2001", Long.toString(serviceId))).commands("app");
    }

    /** What Strimzi makes of the {@code KafkaUser}. */
    public Set<AclBinding> kafkaUser() throws IOException {
        JsonNode user = new YAMLMapper().readTree(block("```yaml\n"));
        if (!user.at("/kind").asText().equals("KafkaUser")
                || !user.at("/spec/authentication/type").asText().equals("scram-sha-512")
                || !user.at("/spec/authorization/type").asText().equals("simple")) {
            throw new AssertionError("no KafkaUser with SCRAM and simple authorization: " + user);
        }
        Set<AclBinding> made = new HashSet<>();
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            JsonNode resource = acl.get("resource");
            for (JsonNode operation : acl.get("operations")) {
                made.add(right(
                        "User:" + user.at("/metadata/name").asText(),
                        operation.asText(),
                        resource.get("type").asText(),
                        resource.get("name").asText(),
                        resource.get("patternType").asText().equals("prefix")));
            }
        }
        return made;
    }

    private static AclBinding command(String line) {
        Map<String, String> options = new HashMap<>();
        Matcher each = OPTION.matcher(line);
        while (each.find()) {
            options.put(each.group(1), each.group(2));
        }
        String type = options.containsKey("topic") ? "topic" : "group";
        return right(
                option(options, "allow-principal"),
                option(options, "operation"),
                type,
                option(options, type),
                "prefixed".equals(options.get("resource-pattern-type")));
    }

    private static String option(Map<String, String> options, String name) {
        return Objects.requireNonNull(options.get(name), "a command without --" + name);
    }

    private static AclBinding right(String principal, String operation, String type, String name, boolean prefixed) {
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(type.toUpperCase(Locale.ROOT)),
                        name,
                        prefixed ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        principal,
                        "*",
                        AclOperation.fromString(operation.toUpperCase(Locale.ROOT)),
                        AclPermissionType.ALLOW));
    }

    private String block(String begin) {
        int from = guide.indexOf(begin);
        if (from < 0) {
            throw new AssertionError("docs/cloud-apps.md has no block that begins with " + begin);
        }
        return guide.substring(from + begin.length(), guide.indexOf("```", from + begin.length()));
    }
}
