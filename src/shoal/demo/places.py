"""Where the people of the generated shop live and what they are called: short lists, real cities, invented people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166 code, name, time zone, locale, telephone prefix, and which names people there have."""

    code: str
    name: str
    zone: str
    locale: str
    prefix: str
    names: str


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    weight: float  # relative number of customers
    zone: str | None = None  # where it differs from the country's


COUNTRIES = (
    Country("TR", "Türkiye", "Europe/Istanbul", "tr-TR", "+90", "turkish"),
    Country("ES", "Spain", "Europe/Madrid", "es-ES", "+34", "spanish"),
    Country("DE", "Germany", "Europe/Berlin", "de-DE", "+49", "german"),
    Country("GB", "United Kingdom", "Europe/London", "en-GB", "+44", "english"),
    Country("FR", "France", "Europe/Paris", "fr-FR", "+33", "french"),
    Country("IT", "Italy", "Europe/Rome", "it-IT", "+39", "italian"),
    Country("NL", "Netherlands", "Europe/Amsterdam", "nl-NL", "+31", "german"),
    Country("PL", "Poland", "Europe/Warsaw", "pl-PL", "+48", "polish"),
    Country("SE", "Sweden", "Europe/Stockholm", "sv-SE", "+46", "german"),
    Country("US", "United States", "America/New_York", "en-US", "+1", "english"),
    Country("BR", "Brazil", "America/Sao_Paulo", "pt-BR", "+55", "spanish"),
    Country("MX", "Mexico", "America/Mexico_City", "es-MX", "+52", "spanish"),
    Country("AE", "United Arab Emirates", "Asia/Dubai", "en-AE", "+971", "english"),
)

CITIES = (
    City("Istanbul", "TR", "Marmara", 41.0082, 28.9784, 13.0),
    City("Ankara", "TR", "Central Anatolia", 39.9334, 32.8597, 4.5),
    City("Izmir", "TR", "Aegean", 38.4237, 27.1428, 3.6),
    City("Bursa", "TR", "Marmara", 40.1885, 29.0610, 2.0),
    City("Antalya", "TR", "Mediterranean", 36.8969, 30.7133, 1.9),
    City("Adana", "TR", "Mediterranean", 37.0000, 35.3213, 1.2),
    City("Madrid", "ES", "Madrid", 40.4168, -3.7038, 6.0),
    City("Barcelona", "ES", "Catalonia", 41.3874, 2.1686, 5.2),
    City("Valencia", "ES", "Valencia", 39.4699, -0.3763, 2.2),
    City("Seville", "ES", "Andalusia", 37.3891, -5.9845, 1.8),
    City("Málaga", "ES", "Andalusia", 36.7213, -4.4214, 1.1),
    City("Las Palmas", "ES", "Canary Islands", 28.1235, -15.4363, 0.5, "Atlantic/Canary"),
    City("Berlin", "DE", "Berlin", 52.5200, 13.4050, 4.2),
    City("Munich", "DE", "Bavaria", 48.1351, 11.5820, 2.4),
    City("Hamburg", "DE", "Hamburg", 53.5511, 9.9937, 2.1),
    City("Cologne", "DE", "North Rhine-Westphalia", 50.9375, 6.9603, 1.6),
    City("Frankfurt", "DE", "Hesse", 50.1109, 8.6821, 1.3),
    City("London", "GB", "England", 51.5072, -0.1276, 5.6),
    City("Manchester", "GB", "England", 53.4808, -2.2426, 1.7),
    City("Birmingham", "GB", "England", 52.4862, -1.8904, 1.4),
    City("Edinburgh", "GB", "Scotland", 55.9533, -3.1883, 0.9),
    City("Cardiff", "GB", "Wales", 51.4816, -3.1791, 0.6),
    City("Paris", "FR", "Île-de-France", 48.8566, 2.3522, 4.0),
    City("Lyon", "FR", "Auvergne-Rhône-Alpes", 45.7640, 4.8357, 1.5),
    City("Marseille", "FR", "Provence", 43.2965, 5.3698, 1.3),
    City("Rome", "IT", "Lazio", 41.9028, 12.4964, 2.2),
    City("Milan", "IT", "Lombardy", 45.4642, 9.1900, 2.3),
    City("Naples", "IT", "Campania", 40.8518, 14.2681, 1.1),
    City("Amsterdam", "NL", "North Holland", 52.3676, 4.9041, 1.8),
    City("Rotterdam", "NL", "South Holland", 51.9244, 4.4777, 1.0),
    City("Warsaw", "PL", "Masovia", 52.2297, 21.0122, 1.6),
    City("Kraków", "PL", "Lesser Poland", 50.0647, 19.9450, 1.0),
    City("Stockholm", "SE", "Stockholm", 59.3293, 18.0686, 1.2),
    City("Malmö", "SE", "Scania", 55.6050, 13.0038, 0.5),
    City("New York", "US", "New York", 40.7128, -74.0060, 3.2),
    City("Chicago", "US", "Illinois", 41.8781, -87.6298, 1.3, "America/Chicago"),
    City("Los Angeles", "US", "California", 34.0522, -118.2437, 2.0, "America/Los_Angeles"),
    City("Phoenix", "US", "Arizona", 33.4484, -112.0740, 0.6, "America/Phoenix"),
    City("São Paulo", "BR", "São Paulo", -23.5558, -46.6396, 1.9),
    City("Rio de Janeiro", "BR", "Rio de Janeiro", -22.9068, -43.1729, 1.0),
    City("Mexico City", "MX", "Mexico City", 19.4326, -99.1332, 1.4),
    City("Guadalajara", "MX", "Jalisco", 20.6597, -103.3496, 0.6),
    City("Dubai", "AE", "Dubai", 25.2048, 55.2708, 0.9),
)

# First names (women's, men's) and family names.
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "turkish": (
        ("Ayşe", "Elif", "Zeynep", "Defne", "Ece", "Selin", "Derya", "Gül", "Melis", "İrem", "Şule", "Nehir"),
        ("Mehmet", "Ahmet", "Emre", "Can", "Kerem", "Burak", "Deniz", "Umut", "Çağan", "Ömer", "Mert", "Ozan"),
        ("Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Aydın", "Öztürk", "Arslan", "Doğan", "Koç", "Kurt", "Işık"),
    ),
    "spanish": (
        ("Lucía", "María", "Carmen", "Elena", "Paula", "Sofía", "Inés", "Valeria", "Camila", "Ana", "Julia", "Nuria"),
        ("Hugo", "Mateo", "Pablo", "Javier", "Diego", "Álvaro", "Andrés", "Luis", "Iván", "Miguel", "Rafael", "Tomás"),
        ("García", "Fernández", "López", "Martín", "Ruiz", "Moreno", "Ortega", "Silva", "Costa", "Núñez", "Vega"),
    ),
    "german": (
        ("Anna", "Lena", "Mia", "Emma", "Sofie", "Greta", "Katja", "Ingrid", "Femke", "Sanne", "Linnea", "Jule"),
        ("Paul", "Jonas", "Lukas", "Finn", "Max", "Felix", "Jörg", "Daan", "Sven", "Erik", "Lars", "Tim"),
        ("Müller", "Schmidt", "Weber", "Becker", "Schäfer", "Koch", "de Vries", "Bakker", "Lind", "Berg", "Krause"),
    ),
    "english": (
        ("Olivia", "Amelia", "Grace", "Chloe", "Emily", "Hannah", "Ruby", "Zoe", "Nora", "Ella", "Layla", "Maya"),
        ("Oliver", "Jack", "Harry", "Noah", "James", "Leo", "Ethan", "Owen", "Liam", "Sam", "Omar", "Adam"),
        ("Smith", "Jones", "Taylor", "Brown", "Patel", "Walker", "O'Brien", "Hughes", "Clark", "Khan", "Bennett"),
    ),
    "french": (
        ("Camille", "Léa", "Manon", "Chloé", "Inès", "Jade", "Zoé", "Alice", "Margaux", "Élise"),
        ("Louis", "Gabriel", "Jules", "Hugo", "Théo", "Antoine", "Rémi", "François", "Noé", "Luc"),
        ("Martin", "Bernard", "Dubois", "Laurent", "Lefèvre", "Moreau", "Girard", "Roux", "Fontaine", "Mercier"),
    ),
    "italian": (
        ("Giulia", "Sofia", "Aurora", "Chiara", "Francesca", "Martina", "Elisa", "Bianca", "Sara", "Marta"),
        ("Lorenzo", "Matteo", "Andrea", "Marco", "Luca", "Davide", "Nicolò", "Pietro", "Simone", "Enzo"),
        ("Rossi", "Russo", "Ferrari", "Bianchi", "Romano", "Ricci", "Marino", "Greco", "Conti", "Gallo"),
    ),
    "polish": (
        ("Zofia", "Maja", "Hanna", "Kasia", "Agnieszka", "Ola", "Małgosia", "Ewa", "Iga", "Natalia"),
        ("Jan", "Jakub", "Szymon", "Paweł", "Michał", "Tomasz", "Łukasz", "Piotr", "Adam", "Marek"),
        ("Nowak", "Wójcik", "Lewandowska", "Zieliński", "Mazur", "Krawczyk", "Dąbrowska", "Król", "Wróbel"),
    ),
}
