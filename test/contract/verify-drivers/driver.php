<?php

declare(strict_types=1);

require __DIR__ . '/sample.php';

while (($line = fgets(STDIN)) !== false) {
    $fields = explode(' ', rtrim($line, "\n"));
    $scheme = array_shift($fields);
    $values = array_map(fn (string $field): ?string => $field === '-' ? null : base64_decode($field), $fields);
    $accepted = $scheme === 'hex' ? verifyHexHmac(...$values) : verifyStandardWebhook(...$values);
    echo $accepted ? 'true' : 'false', "\n";
}
