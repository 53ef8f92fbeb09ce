/** Redis nodes behind a narrow interface; the only package that imports Jedis. */
package caplab.node;
