package io.deligate.testkit.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** Counts the superclasses that are ours. */
final class OwnSuperclasses extends ArchCondition<JavaClass> {
    private final String ours;

    private OwnSuperclasses(String ours) {
        super("have at most one superclass of our own");
        this.ours = ours;
    }

    static ArchRule atMostOne(String ours) {
        return ArchRuleDefinition.classes().should(new OwnSuperclasses(ours));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        List<String> own = type.getAllRawSuperclasses().stream()
                .map(JavaClass::getName)
                .filter(name -> name.startsWith(ours + "."))
                .collect(Collectors.toList());
        events.add(new SimpleConditionEvent(type, own.size() <= 1, type.getName() + " extends " + own));
    }
}
