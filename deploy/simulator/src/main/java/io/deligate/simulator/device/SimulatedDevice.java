package io.deligate.simulator.device;

import io.deligate.simulator.device.Updater.Next;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One device, from its first connect on: introduces itself, keeps its connection, obeys commands, takes its updates.
 *
 * <p>It does nothing by itself. What happens to it are its public methods, what it wants done are the {@link Order}s they
 * return, to be carried out in their order. Not safe for several threads; with the same seed it does the same again.
 */
public final class SimulatedDevice {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LEAST_COMMAND = 200;
    private static final int LEAST_MESSAGE = 300;
    private static final int FROM_APP = 301;

    /** What keeps it from being connected, if anything. */
    private enum Presence {
        HERE,
        AWAY,
        REBOOTING
    }

    private final Habits habits;
    private final SplittableRandom random;
    private final Updater updater;
    private final Speech speech;
    private final Backoff backoff = new Backoff();
    private final int[] tickets = new int[Bell.values().length];
    private Presence presence = Presence.HERE;
    private boolean connected;
    private List<Order> orders = new ArrayList<>();

    /**
     * A device that is off.
     *
     * @param version it has from the factory
     * @param badInstalls no firmware installs on it: it comes up with the old one, and says so by 105
     * @param seed of everything it does by chance
     */
    public SimulatedDevice(
            Identity identity, Habits habits, String version, boolean badInstalls, long seed, Clock clock) {
        this.habits = habits;
        this.random = new SplittableRandom(seed);
        this.updater = new Updater(version, badInstalls);
        this.speech = new Speech(identity, clock);
    }

    /** The version it runs. */
    public String version() {
        return updater.running();
    }

    /** Where it is with its firmware. */
    public Phase phase() {
        return updater.phase();
    }

    /** It is out of reach on purpose. */
    public boolean isAway() {
        return presence == Presence.AWAY;
    }

    /** It gets power. Where a share of the fleet is away, some begin with that. */
    public List<Order> switchedOn() {
        if (!habits.heartbeat().isZero()) {
            wake(Bell.HEARTBEAT, within(habits.heartbeat()));
        }
        if (!habits.checkins().isZero()) {
            wake(Bell.CHECKIN, within(habits.checkins()));
        }
        if (habits.offline() > 0 && random.nextDouble() < habits.offline()) {
            presence = Presence.AWAY;
            wake(Bell.RETURN, within(habits.away().pick(random, habits.timeScale())));
        } else {
            if (habits.offline() > 0) {
                wake(Bell.LEAVE, within(habits.present().pick(random, habits.timeScale())));
            }
            add(new Order.Connect());
        }
        return done();
    }

    /** The platform has accepted its connection. */
    public List<Order> connected() {
        connected = true;
        if (presence != Presence.HERE) {
            add(new Order.Disconnect());
            return done();
        }
        updater.up();
        add(speech.clock());
        add(speech.report(updater.running()));
        add(speech.query());
        if (updater.hasFailureToReport()) {
            add(speech.upgradeFailed(updater.running()));
        }
        ask();
        return done();
    }

    /** Its connection is gone, or was refused, or could not be made; not told when it has hung up itself. */
    public List<Order> disconnected() {
        connected = false;
        if (presence == Presence.HERE) {
            wake(Bell.CONNECT, backoff.next(random));
        }
        return done();
    }

    /** A message of the platform. */
    public List<Order> heard(JsonObject message) {
        if (!(message.getValue("action") instanceof Integer action)) {
            note(Happening.UNREADABLE);
            return done();
        }
        backoff.reset();
        JsonObject data = message.getValue("data") instanceof JsonObject object ? object : new JsonObject();
        if (action < LEAST_COMMAND) {
            answered(action, data);
        } else if (action < LEAST_MESSAGE) {
            commanded(action, message, data);
        } else if (action == FROM_APP) {
            note(Happening.APP_MESSAGE);
        }
        if (connected && updater.looksAgain()) {
            ask();
        }
        return done();
    }

    /** A message that is no JSON object. */
    public List<Order> heardNoise() {
        note(Happening.UNREADABLE);
        return done();
    }

    /** A bell that it has ordered rings. */
    public List<Order> rang(Bell bell, int ticket) {
        if (tickets[bell.ordinal()] != ticket) {
            return List.of();
        }
        switch (bell) {
            case CONNECT -> {
                if (presence == Presence.HERE && !connected) {
                    add(new Order.Connect());
                }
            }
            case HEARTBEAT -> {
                say(speech.clock());
                wake(Bell.HEARTBEAT, habits.heartbeat());
            }
            case CHECKIN -> {
                if (updater.isUsable()) {
                    say(speech.checkin(random.nextInt(100)));
                }
                wake(Bell.CHECKIN, habits.checkins());
            }
            case INSTALL -> follow(updater.due(presence == Presence.AWAY));
            case BOOTED -> comeUp();
            case LEAVE -> leave();
            case RETURN -> {
                comeUp();
                wake(Bell.LEAVE, habits.present().pick(random, habits.timeScale()));
            }
            case REPEAT -> repeat();
        }
        return done();
    }

    /** The download that it ordered has ended. */
    public List<Order> fetched(Fetched how) {
        follow(updater.fetched(how));
        return done();
    }

    private void answered(int action, JsonObject data) {
        int code = data.getValue("code") instanceof Integer number ? number : -1;
        switch (action) {
            case Speech.REPORT -> {
                if (code == 0 && updater.reported(true)) {
                    note(Happening.INSTALLED);
                }
            }
            case Speech.QUERY -> {
                if (code == 0 && data.getValue("product_version") instanceof String version) {
                    follow(updater.told(version));
                }
            }
            case Speech.FIRMWARE -> answeredAboutFirmware(code, data);
            case Speech.ALARM -> {
                if (updater.reported(false)) {
                    note(Happening.FAILED);
                }
            }
            default -> {
                // 100 and 104 have no consequences here
            }
        }
    }

    /** Code 102 means that there is none; any other trouble is asked about again. */
    private void answeredAboutFirmware(int code, JsonObject data) {
        if (code == 0) {
            follow(Offer.of(data).map(updater::offered).orElseGet(updater::notOffered));
        } else if (code == 102) {
            follow(updater.notOffered());
        }
    }

    private void commanded(int action, JsonObject message, JsonObject data) {
        switch (action) {
            case 200 -> obey(speech.answer(message, action, Commands.control(data, updater.running())));
            case 201, 207 -> obey(speech.answer(message, action, Commands.logs()));
            case 202 -> {
                note(Happening.NOTICE);
                if (data.getValue("version") instanceof String version) {
                    follow(updater.told(version));
                }
            }
            case 203, 204, 205 -> note(Happening.NOTICE);
            default -> obey(speech.answer(message, action, Commands.unknown()));
        }
    }

    private void obey(Order.Say answer) {
        note(Happening.COMMAND);
        say(answer);
    }

    private void follow(Next next) {
        switch (next) {
            case NOTHING -> {
                // what happened did not concern the update it is at
            }
            case ASK -> ask();
            case PICK_SECOND -> {
                note(Happening.OFFERED);
                wake(Bell.INSTALL, habits.installWindow().pick(random, habits.timeScale()));
            }
            case FETCH -> fetch();
            case REBOOT -> reboot();
            case REPORT -> {
                say(speech.upgradeFailed(updater.running()));
                wake(Bell.REPEAT, PATIENCE);
            }
            case DROPPED -> note(Happening.WITHDRAWN);
        }
    }

    private void fetch() {
        Offer offer = updater.offer();
        if (offer != null) {
            add(new Order.Fetch(offer.file(), offer.checksum()));
        }
    }

    private void reboot() {
        presence = Presence.REBOOTING;
        connected = false;
        add(new Order.Disconnect());
        wake(Bell.BOOTED, habits.reboot().pick(random, habits.timeScale()));
    }

    private void comeUp() {
        presence = Presence.HERE;
        backoff.reset();
        add(new Order.Connect());
    }

    /** Nobody switches a device off that installs its firmware. */
    private void leave() {
        if (updater.isBusy()) {
            wake(Bell.LEAVE, PATIENCE);
            return;
        }
        presence = Presence.AWAY;
        connected = false;
        add(new Order.Disconnect());
        wake(Bell.RETURN, habits.away().pick(random, habits.timeScale()));
    }

    /** By the document a device repeats what is not answered within 30 s. */
    private void repeat() {
        if (!connected) {
            return;
        }
        if (updater.hasFailureToReport()) {
            say(speech.upgradeFailed(updater.running()));
        } else if (updater.hasToReport()) {
            say(speech.report(updater.running()));
        } else if (updater.isAsking()) {
            say(speech.firmware());
        } else {
            return;
        }
        wake(Bell.REPEAT, PATIENCE);
    }

    private void ask() {
        updater.asks();
        say(speech.firmware());
        wake(Bell.REPEAT, PATIENCE);
    }

    /** What is said to nobody is lost; a connect tells the platform how things stand. */
    private void say(Order.Say order) {
        if (connected && presence == Presence.HERE) {
            add(order);
        }
    }

    private void note(Happening happening) {
        add(new Order.Note(happening));
    }

    private Duration within(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    private void wake(Bell bell, Duration after) {
        add(new Order.Wake(bell, ++tickets[bell.ordinal()], after));
    }

    private void add(Order order) {
        orders.add(order);
    }

    private List<Order> done() {
        List<Order> all = orders;
        orders = new ArrayList<>();
        return all;
    }
}
