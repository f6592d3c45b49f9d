"""What both sites' pages share: declared policies, headers, sign-in. For deliveries only."""
