package io.deligate.testkit.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;

/** Whether a class's simple name has a shape. */
final class NameShape extends ArchCondition<JavaClass> {
    private final Pattern shape;

    private NameShape(Pattern shape) {
        super("have a simple name like " + shape);
        this.shape = shape;
    }

    static NameShape match(String regex) {
        return new NameShape(Pattern.compile(regex));
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean matches = shape.matcher(type.getSimpleName()).matches();
        String message = type.getName() + (matches ? " is" : " is not") + " named like " + shape;
        events.add(new SimpleConditionEvent(type, matches, message));
    }
}
