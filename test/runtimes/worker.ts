import { outcomes } from './outcomes.ts'

// workerd runs this file: the stores come as JSON, and what became of the promises goes out as JSON.
export default {
  fetch: async (request: Request): Promise<Response> => Response.json(await outcomes(JSON.parse(await request.text()))),
}
