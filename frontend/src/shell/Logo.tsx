/** Three fish of a shoal. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: "none" }}>
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-accent-6)" />
      <g fill="#fff">
        <path d="M6 11.500c3-3.5 7.5-3.5 10.5-.5l3-2v5l-3-2c-3 3-7.5 3-10.5-.5z" />
        <path
          d="M13.5 17.500c2.5-3 6.300-3 8.800-.4l2.700-1.800v4.400l-2.700-1.800c-2.5 2.600-6.300 2.600-8.800-.4z"
          opacity="0.85"
        />
        <path
          d="M7.5 22.700c2-2.400 5-2.400 7-.3l2.200-1.500v3.600l-2.200-1.500c-2 2.100-5 2.100-7-.3z"
          opacity="0.7"
        />
      </g>
    </svg>
  );
}
