"""What do the documents of the tests say?

An article is a title and sections; a section is a heading and blocks: a paragraph (text), bullets (list), steps (tuple)
or a table (Rows).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """A table, its first row the heads."""

    rows: tuple[tuple[str, ...], ...]


Block = str | list[str] | tuple[str, ...] | Rows


@dataclass(frozen=True)
class Article:
    """What a document says."""

    title: str
    intro: tuple[Block, ...]
    sections: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def outline(self) -> list[str]:
        """As conftest's `outline` shows a document."""
        shown = [self.title]
        headed = (*(((self.title, self.intro),) if self.intro else ()), *self.sections)
        for heading, blocks in headed:
            shown.append(f"## {heading.rstrip('?:')}")
            for block in blocks:
                shown += lines_of(block)
        return shown


def lines_of(block: Block) -> list[str]:
    """A block's lines as a reader gives them."""
    match block:
        case str():
            return [block]
        case list():
            return [f"• {item}" for item in block]
        case tuple():
            return [f"{n}. {item}" for n, item in enumerate(block, start=1)]
        case Rows(rows):
            heads, *others = (" | ".join(row) for row in rows)
            return [heads, *(f"• {row}" for row in others)]


ARTICLES = {
    "knee-pain": Article(
        "Knee pain",
        (
            "Knee pain is common and usually gets better by itself within a few weeks. This leaflet explains what you "
            "can do at home, when to see a physiotherapist and what treatments are available at Riverside Clinic.",
        ),
        (
            (
                "What causes knee pain?",
                (
                    "There are many causes. The most common are a sprain, osteoarthritis and overuse. People who run "
                    "long distances, or who kneel at work, are more likely to have it than people who do not.",
                    "Sometimes no cause is found, and that is nothing to worry about.",
                ),
            ),
            (
                "How to ease it",
                (
                    "Try these things:",
                    [
                        "put as little weight as possible on the knee",
                        "use an ice pack, wrapped in a towel, for up to 20 minutes every 2 to 3 hours, because longer "
                        "than that may harm the skin and does not help any more",
                        "take paracetamol",
                    ],
                ),
            ),
            (
                "Exercises to do at home",
                (
                    "Do these twice a day.",
                    ("Straighten your leg and hold it for ten seconds.", "Bend it slowly.", "Rest for a minute."),
                ),
            ),
            (
                "When should I see a doctor?",
                (
                    "See a doctor if the knee is very swollen, has changed shape, or if you have a high temperature, "
                    "feel hot and shivery, and have redness or heat around your knee. This can be a sign of an "
                    "infection.",
                ),
            ),
        ),
    ),
    "fees": Article(
        "Fees and payment",
        (),
        (
            (
                "What does a visit cost?",
                (
                    "All prices include an assessment and notes that you may take home.",
                    Rows(
                        (
                            ("Visit", "Length", "Price"),
                            ("First appointment", "60 minutes", "£60"),
                            ("Follow-up", "30 minutes", "£40"),
                            ("Sports massage", "45 minutes", "£55"),
                        )
                    ),
                ),
            ),
            (
                "How can I pay?",
                ("By card, by bank transfer or in cash at reception. We do not take cheques any more.",),
            ),
            (
                "What if I have to cancel?",
                (
                    "Please tell us 24 hours before, by phone or by e-mail. If you do not, half of the price is due. "
                    "Illness is no reason to pay: tell us as soon as you can.",
                ),
            ),
        ),
    ),
    "first-visit": Article(
        "Your first visit",
        ("Thank you for choosing us. Here is what happens on the day, so that you know what to expect.",),
        (
            (
                "Before you come",
                (
                    "Please bring with you:",
                    ["a list of your medicines", "letters from your doctor, if you have any", "comfortable clothes"],
                    "You do not need a referral.",
                ),
            ),
            (
                "In the room",
                (
                    "Your therapist asks about your health and looks at how you move. This takes about twenty minutes.",
                    "You may bring somebody with you. Tell us if you would rather be seen by a woman or by a man.",
                ),
            ),
            ("Afterwards", ("Drink some water, and take it easy for the rest of the day.",)),
        ),
    ),
    "vaccinations": Article(
        "Travel vaccinations",
        ("Book at least six weeks before you travel. Some vaccinations need more than one dose.",),
        (
            (
                "Which vaccinations do I need?",
                (
                    "It depends on where you go, for how long, and what you will do there. A nurse looks at your "
                    "journey with you and tells you what is recommended and what is required by law.",
                ),
            ),
            (
                "Side effects",
                (
                    "Most people have few. You may have:",
                    ["a sore arm for a day or two", "a mild temperature", "tiredness"],
                    "Call us if a reaction lasts longer than three days.",
                ),
            ),
            ("Can children be vaccinated?", ("Yes, from two months on, depending on the vaccine.",)),
        ),
    ),
    "hearing": Article(
        "Hearing tests",
        ("A hearing test takes half an hour and does not hurt.",),
        (
            (
                "How it is done",
                (
                    "You sit in a quiet room and wear headphones.",
                    (
                        "You hear tones, some of them very faint.",
                        "You press a button whenever you hear one.",
                        "The audiologist shows you the result at once.",
                    ),
                ),
            ),
            (
                "What do the results mean?",
                (
                    "The result is a curve, called an audiogram. It shows the faintest tone that you hear at each "
                    "pitch. We explain it to you, and you may take a copy home.",
                ),
            ),
            ("Ear wax", ("Wax can make hearing worse. We remove it by microsuction on the same day for £45.",)),
        ),
    ),
    "counselling": Article(
        "Counselling at the centre",
        ("Talking to somebody who is trained to listen can help, whatever it is that weighs on you.",),
        (
            (
                "Who is it for?",
                ("For anybody over sixteen. You do not need a diagnosis, and you do not need to know where to begin.",),
            ),
            (
                "Is it confidential?",
                (
                    "Yes. Your counsellor does not tell anybody what you say, unless your life or that of somebody "
                    "else is in danger. Even then, they speak with you first where they can.",
                ),
            ),
            (
                "How many sessions will I have?",
                (
                    "Six to begin with, of fifty minutes each, once a week. Then you look back together and decide "
                    "whether to go on.",
                ),
            ),
        ),
    ),
    "opening-hours": Article(
        "Opening hours and how to find us",
        (),
        (
            (
                "When are you open?",
                (
                    Rows(
                        (
                            ("Day", "Hours"),
                            ("Monday to Thursday", "8 am to 7 pm"),
                            ("Friday", "8 am to 4 pm"),
                            ("Saturday", "9 am to 1 pm"),
                        )
                    ),
                    "We are closed on Sundays and on bank holidays.",
                ),
            ),
            (
                "Is there parking?",
                ("There are four spaces behind the house. Two of them are for people with a blue badge.",),
            ),
            ("By bus", ("Take line 4 or 11 to Mill Lane. The clinic is across the street.",)),
        ),
    ),
    "neck-exercises": Article(
        "Exercises for a stiff neck",
        ("Do them slowly, and stop if anything hurts more than a little.",),
        (
            (
                "Turning",
                ("Sit upright.", ("Turn your head to the left.", "Hold for five seconds.", "Turn it to the right.")),
            ),
            (
                "Shoulder rolls",
                ("Lift both shoulders towards your ears, roll them back and let them fall. Repeat this ten times.",),
            ),
            (
                "How often should I do them?",
                (
                    "Three times a day for two weeks. After that, once a day is enough to keep your neck supple, and "
                    "most people find that a good time is before they go to bed.",
                ),
            ),
        ),
    ),
    "dental-hygiene": Article(
        "Visiting the dental hygienist",
        ("A hygienist cleans what a brush does not reach, and shows you how to look after your gums.",),
        (
            ("Does it hurt?", ("It may be uncomfortable. Ask for a numbing gel if your teeth are sensitive.",)),
            (
                "After the visit",
                (
                    "For one day:",
                    ["no coffee, tea or red wine", "no smoking", "brush gently, and use a soft brush"],
                    "Your gums may bleed a little. That stops by itself.",
                ),
            ),
            ("How often should I come?", ("Every six months, or every three if your gums are inflamed.",)),
        ),
    ),
    "privacy": Article(
        "How we keep your records",
        ("We keep what we need to treat you well, and no more than that.",),
        (
            (
                "What do you keep?",
                ("Your name, your date of birth, how to reach you, and notes on each of your visits.",),
            ),
            (
                "How long do you keep it?",
                (
                    "Eight years after your last visit, as the law asks. The records of children are kept until they "
                    "are twenty-five. Then they are destroyed.",
                ),
            ),
            (
                "Can I see my records?",
                (
                    "Yes, at no charge. Write to reception and say what you would like to see. We answer within one "
                    "month. If something is wrong, we put it right.",
                ),
            ),
        ),
    ),
}
