package io.deligate.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What each service may do on Kafka, as {@code k8s/components/strimzi/users.yaml} grants it. */
final class ServiceRights {
    private final Map<String, Set<AclBinding>> rights = new HashMap<>();

    private ServiceRights() {}

    static ServiceRights read() throws IOException {
        ServiceRights read = new ServiceRights();
        YAMLMapper yaml = new YAMLMapper();
        var file = DeligateProcess.home().resolve("k8s/components/strimzi/users.yaml");
        try (var parser = yaml.createParser(file.toFile());
                var users = yaml.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
            users.forEachRemaining(read::add);
        }
        return read;
    }

    /** The rights of a service, for the user of its name. */
    Set<AclBinding> of(String service) {
        return rights.getOrDefault("deligate-" + service, Set.of());
    }

    private void add(JsonNode user) {
        String name = user.at("/metadata/name").asText();
        Set<AclBinding> own = new HashSet<>();
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            JsonNode resource = acl.get("resource");
            var pattern = new ResourcePattern(
                    ResourceType.fromString(resource.get("type").asText().toUpperCase(Locale.ROOT)),
                    resource.get("name").asText(),
                    resource.get("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
            for (JsonNode operation : acl.get("operations")) {
                own.add(new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                "User:" + name,
                                "*",
                                AclOperation.fromString(operation.asText().toUpperCase(Locale.ROOT)),
                                AclPermissionType.ALLOW)));
            }
        }
        rights.put(name, own);
    }
}
