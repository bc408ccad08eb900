"""The words of the generated books: ours, by what they do in a sentence, the commonest first."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _words("""
    city road king church law year people land house book war river wall bishop letter market
    emperor monastery manuscript province council language history government reader margin
    garden merchant soldier tradition treaty harbour temple scholar village chronicle translation
    commentary archive argument authority testimony observation settlement inheritance expedition
    institution correspondence administration neighbourhood agreement ambassador apprentice
    architecture assembly astronomer boundary calendar candlestick cathedral ceremony chancellor
    characteristic citizenship civilisation collection commander commission communication
    community comparison conclusion condition congregation consequence constitution copyist
    corporation cultivation curiosity custom declaration description desert development
    difference dignity discipline discovery dispute doctrine document education election
    embroidery engraving entertainment environment equipment establishment evidence examination
    exchange exegesis experience experiment explanation exploration fisherman foundation fragment
    frontier garrison generation genealogy geographer grammarian granary handwriting hermitage
    historian horseman hospitality household illumination imagination impression improvement
    independence industry influence inscription instruction instrument interpretation
    introduction invasion invention irrigation journey judgement jurisdiction justification
    knowledge laboratory landlord lectionary legislation library liturgy machinery magistrate
    majority manufacture measurement mediation memorandum merchandise messenger metropolis
    migration ministry misfortune monument mountain musician narrative navigation negotiation
    notary obligation occupation opposition orchard organisation ornament pamphlet parchment
    parliament partnership patriarch patronage peasantry perspective philosopher pilgrimage
    plantation population portrait possession preparation presentation privilege procession
    production profession prohibition property prosperity protection publication quarter
    recollection recommendation reconstruction reformation regiment registration relationship
    remembrance representation reputation resolution restoration revolution sanctuary
    satisfaction scriptorium sculpture secretary sermon shipwright signature sovereignty
    storehouse subscription succession superstition surveyor synagogue tapestry taxation
    territory theologian thoroughfare translator transportation treasury tributary university
    usurper vegetation vestibule viaduct vineyard vocabulary watchtower wilderness workmanship
    """)

PEOPLE = _words("""
    Anselm Beatrice Cassian Desmond Eleanor Fulbert Gregory Hildegard Isidore Jerome Katherine
    Leander Matilda Nicephorus Odilia Priscian Quintilla Rufinus Servius Theodora Ulfila Valerian
    Walafrid Xenia Ysolde Zosimus Ambrosia Bonaventura Callimachus Dorothea Eusebia Florentinus
    """)

PLACES = _words("""
    Alexandria Byzantium Carthage Dalmatia Ephesus Flanders Galatia Heraclea Illyria Jerusalem
    Lombardy Macedonia Nicomedia Ostia Pannonia Ravenna Salamanca Thessaly Umbria Valencia
    Winchester Antioch Burgundy Cappadocia Damascus Edessa Friuli Granada
    """)

ADJECTIVES = _words("""
    old great new first common long ancient small late good public whole royal northern early
    foreign eastern written private certain holy learned distant poor imperial uncertain famous
    ordinary abandoned admirable agricultural ambitious anonymous apostolic architectural
    authentic barbarous beautiful celebrated ceremonial charitable classical commercial
    comfortable complete considerable contemporary controversial corresponding customary
    dangerous decorative deliberate democratic determined different disastrous domestic
    ecclesiastical economical educated elaborate elementary enormous exceptional extraordinary
    fashionable favourable fortunate fragmentary generous geographical grammatical historical
    honourable hospitable illustrious imaginary immediate important incomplete independent
    industrious influential inseparable intellectual intelligent judicial laborious liturgical
    magnificent mathematical mediaeval memorable metropolitan military miraculous municipal
    mysterious necessary notorious obstinate occasional particular philosophical picturesque
    political practical preliminary profitable prosperous provincial remarkable respectable
    rhetorical scandalous scholarly secular significant subsequent substantial superfluous
    systematic temporary theological traditional triumphant ungrateful universal unmistakable
    unnecessary valuable venerable victorious
    """)

VERBS = _words("""
    made found kept left brought held built read called followed carried
    changed received described defended restored remembered copied collected translated governed
    abandoned accepted accompanied acknowledged administered admired announced appointed
    approached arranged celebrated commanded commissioned compared completed concealed condemned
    confirmed connected considered constructed corrected cultivated dedicated demonstrated
    destroyed discovered distinguished distributed embellished encouraged established examined
    exaggerated exchanged expected explained fortified identified illuminated
    illustrated imitated improved influenced inherited inspected interpreted interrupted
    introduced investigated maintained measured mentioned neglected obtained occupied organised
    overlooked persuaded possessed preserved proclaimed prohibited purchased questioned
    recognised recommended reconciled reconstructed represented reproduced separated strengthened
    surrounded suspected transcribed transferred
    """)

ADVERBS = _words("""
    often never always perhaps later slowly already once quietly evidently certainly seldom
    accordingly apparently carefully considerably deliberately eventually frequently gradually
    immediately independently necessarily occasionally particularly patiently presumably
    repeatedly reluctantly simultaneously successfully traditionally unexpectedly unfortunately
    """)

PREPOSITIONS = _words("""
    of in to from with by for on at under over after before against between beyond through
    without within towards among behind beneath
    """)

DETERMINERS = _words("the the the the a this that every another no each his her their")

TITLES = _words("""
    Annals Commentaries Letters Chronicles Registers Sermons Itineraries Histories Meditations
    Conversations Inventories Testimonies
    """)

PATTERNS = """
    D n v D n P D n
    D a n v D n P L
    A D n v D a n P D n
    H v D n and v D n P D a n
    P L D n was v P D a n of D n
    it was D n that H v , for D n of D n had been v P L
    D n , which H had v P D n , v D a n P D n of L
    D a n and D a n stood P D n , but D n of L was A v
    when D n v D n , D a n P L v D n P D n
    if D n of D n is not v , D a n and D n are A v P D n
    H , who v D a n P L , A v that D n was v by D n
    in Y D n of L v D a n , and D n was v P D n
    as H said P D n , D a n is v P D n and not P D n
    not only D n but D a n of L were v when D n v D n
    what D n v P D n of D a n was A v P L and P D n
    D n of D n and D n of D a n were v in Y by H
    they v D n P D n ; we may have v that D n was A v
    to have v D n was , for H , to have v D a n of D n
    """.strip().splitlines()
"""Sentences, a letter standing for a word of its class: noun, adjective, verb, (A)dverb,
(D)eterminer, (P)reposition, (H)uman, p(L)ace, (Y)ear."""
