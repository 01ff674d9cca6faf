import { describe, expect, it } from 'vitest';
import { API_ERRORS, ApiError, type ApiErrorCode } from './api-error.js';

describe('ApiError', () => {
  it.each(Object.entries(API_ERRORS) as [ApiErrorCode, number][])('%s has status %i', (code, status) => {
    expect(new ApiError(code, 'x').status).toBe(status);
  });

  it('of one problem says where and why', () => {
    const error = ApiError.validation([{ field: '[2].type', reason: 'is required' }]);
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      message: '[2].type: is required',
      details: [{ field: '[2].type', reason: 'is required' }],
    });
  });

  it('of several problems says the first and how many more, and lists all', () => {
    const problems = ['a', 'b', 'c'].map((field) => ({ field, reason: 'is wrong' }));
    expect(ApiError.validation(problems)).toMatchObject({ message: 'a: is wrong (and 2 more)', details: problems });
  });

  it('of something that is not there is 404', () => {
    expect(ApiError.notFound('webhook w1')).toMatchObject({ status: 404, message: 'webhook w1 was not found' });
  });
});
