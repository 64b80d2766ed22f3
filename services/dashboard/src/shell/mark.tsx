export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="20" height="20" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M8 21.5 13 14l5 4.5 6-9" />
    </svg>
  );
}
