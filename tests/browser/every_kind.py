"""Rules on the generated shop that together have every kind of condition."""

ORDERS = """
did "Product Added" then not "Product Reviewed" with same product_id within 24 hours
  then "Application Opened" where located city "Izmir" within 7 days
  in last 60 days during 09:00 to 18:00 on (saturday, sunday)
or (stopped "Application Opened" for 14 days
    and regularly "Application Opened" at least 2 times per 7 days in 3 of last 4)
or did "Product Viewed" more often than "Product Added" in last 30 days
or most frequent category over "Product Viewed" in last 30 days is "Shoes"
or did "Order Completed" then "Order Completed" where total > property "total" of step 1
or did "Order Completed" where (total > 100 and total < property "discount") near within 50 km of (41.01, 28.97)
or opened any push in last 7 days
"""
PEOPLE = """
located within 50 km of (41.01, 28.97) or located country ("TR", "ES") or located box (40, 28, 42, 30)
or located inside ((40, 28), (42, 28), (41, 30))
or consent "marketing" on email granted
or value of lifetime_value >= 100
or rfm r (4, 5) m (5)
or score likely_to_order_30d in top 20% or score likely_to_order_30d band "high"
or sample 10% seed "holdout"
or entered segment vip_at_risk in last 7 days for any cause or was in segment vip_at_risk on 2026-11-01
or one device (platform is "iOS" and os_version >= "17" as version) or device count >= 2 or reachable on push
or country is attribute "address.country" or has tag "vip"
"""
