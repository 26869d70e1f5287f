-- ----------------------------
-- Table structure for disabled_person
-- ----------------------------
DROP TABLE IF EXISTS `disabled_person`;
CREATE TABLE `disabled_person`  (
  `id` varchar(36) NOT NULL COMMENT '主键',
  `name` varchar(50) NOT NULL COMMENT '姓名',
  `id_card` varchar(18) NOT NULL COMMENT '身份证号码',
  `category` varchar(2) DEFAULT NULL COMMENT '残疾类别(1视力 2听力 3言语 4肢体 5智力 6精神 7多重)',
  `level` int(11) DEFAULT NULL COMMENT '残疾等级：1-一级，2-二级，3-三级，4-四级',
  `is_poor` tinyint(1) DEFAULT '0' COMMENT '是否低保户（0否，1是）',
  `subsidy` decimal(10,2) DEFAULT NULL COMMENT '月补贴金额（元）',
  `photo` blob COMMENT '照片',
  `remark` varchar(500) DEFAULT NULL COMMENT '备注',
  `create_by` varchar(64) DEFAULT '' COMMENT '创建者',
  `create_time` datetime(0) DEFAULT NULL COMMENT '创建时间',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB CHARACTER SET = utf8mb4 COMMENT = '残疾人信息表' ROW_FORMAT = Dynamic;

-- ----------------------------
-- Records of disabled_person
-- ----------------------------
INSERT INTO `disabled_person` VALUES ('1', '某甲', '999999198006070013', '4', 2, 0, 300.00, NULL, '', 'admin', NULL);
